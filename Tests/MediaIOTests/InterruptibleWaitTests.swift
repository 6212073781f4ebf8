// A wait for a device that is never ready ends when it is interrupted, and none begins after that until it is resumed.
import CPlatform
import Foundation
import Glibc
import Testing

@testable import MediaIO

@Suite("interruptible wait") struct InterruptibleWaitTests {
    private static let second: UInt64 = 1_000_000_000

    /// A pipe that nothing has been written to.
    private func pipe() throws -> (read: FileHandle, write: FileHandle) {
        let pipe = Pipe()
        return (pipe.fileHandleForReading, pipe.fileHandleForWriting)
    }

    @Test func endsWhenInterrupted() throws {
        let wait = try InterruptibleWait(), (reader, writer) = try pipe(), began = cplatform_nanoseconds()
        let other = Thread {
            usleep(100_000)
            wait.interrupt()
        }
        other.start()
        #expect(try wait.wait(for: Int32(POLLIN), of: reader.fileDescriptor, until: began + 60 * Self.second) == .interrupted)
        #expect(try wait.wait(for: Int32(POLLIN), of: reader.fileDescriptor, until: began + 60 * Self.second) == .interrupted)
        #expect(cplatform_nanoseconds() - began < 30 * Self.second && wait.isInterrupted)
        // Once resumed it waits again, and can be interrupted again.
        wait.resume()
        #expect(try wait.wait(for: Int32(POLLIN), of: reader.fileDescriptor, until: cplatform_nanoseconds() + Self.second / 20) == .timedOut)
        wait.interrupt()
        #expect(try wait.wait(for: Int32(POLLIN), of: reader.fileDescriptor, until: cplatform_nanoseconds() + 60 * Self.second) == .interrupted)
        try writer.close()
    }

    @Test func endsWhenReadyAndAtItsDeadline() throws {
        let wait = try InterruptibleWait(), (reader, writer) = try pipe(), began = cplatform_nanoseconds()
        #expect(try wait.wait(for: Int32(POLLIN), of: reader.fileDescriptor, until: began + Self.second / 10) == .timedOut)
        #expect(cplatform_nanoseconds() - began >= Self.second / 10)
        try writer.write(contentsOf: Data([1]))
        #expect(try wait.wait(for: Int32(POLLIN), of: reader.fileDescriptor, until: began + 60 * Self.second) == .ready(Int32(POLLIN)))
        #expect(cplatform_nanoseconds() - began < 30 * Self.second && !wait.isInterrupted)
    }
}
