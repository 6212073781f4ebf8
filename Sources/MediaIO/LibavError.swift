// libav's codes in words.
import CFFmpeg
import Glibc

/// libav's text for `code`, e.g. "No such file or directory".
func libavText(_ code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(AV_ERROR_MAX_STRING_SIZE)) { buffer in
        guard let base = buffer.baseAddress, av_strerror(code, base, buffer.count) == 0 else { return "error \(code)" }
        return String(cString: base)
    }
}

/// Throws when `code` is negative; else returns it.
@discardableResult
func check(_ code: Int32, _ call: String, _ side: MediaError.Side, _ path: String) throws(MediaError) -> Int32 {
    if code >= 0 { return code }
    throw MediaError(side, "\(path): \(libavText(code))", call: call, code: code)
}

/// The pointer, or an error that names the call that gave none.
func allocated<Pointer>(_ pointer: Pointer?, _ call: String, _ side: MediaError.Side) throws(MediaError) -> Pointer {
    guard let pointer else { throw MediaError(side, "out of memory in \(call)", call: call, code: cffmpeg_error(ENOMEM)) }
    return pointer
}
