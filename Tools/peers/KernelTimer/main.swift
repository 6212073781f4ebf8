// A process that stays open and runs chains on frames in memory when told to, so that other libraries can be measured in turn with it, and compared.
//
// One request a line on standard input, one answer a line on standard output: `ok` and values, or `error` and a reason, separated by tabs.
//     filters                             names of all filters
//     machine                             the processor's level
//     prepare chain= width= height= format= range= threads= level= file=
//                                         width, height, format of the result, stages; `chain` is filters separated by ` + `, `file` raw frames
//     run times=                          milliseconds of each frame: from the frame in memory to the result in memory
//     write file=                         the result of the file's first frame, raw
//     close                               lets go of the chain
import Glibc

let session = Session()
while let line = readLine() {
    do {
        print("ok\t" + (try session.answer(Request(line))))
    } catch {
        print("error\t\(error.message)")
    }
    fflush(nil)
}
session.close()
