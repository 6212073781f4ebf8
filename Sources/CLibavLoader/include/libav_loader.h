// libav* is loaded when the first of its functions is called, not when the process starts: its 130 libraries take 20 ms, which `--version`, `--help`, the lists
// and the completion of a shell need not wait for. Nothing here is called by name: the trampolines bear the names of libav's functions.
#pragma once
