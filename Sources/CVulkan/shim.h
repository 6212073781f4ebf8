// Vulkan for the compute path.
#pragma once
#include <vulkan/vulkan.h>
