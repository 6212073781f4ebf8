// A wait for a device that is never ready ends when it is interrupted, and none begins after that.
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
        #expect(try !wait.wait(for: Int32(POLLIN), of: reader.fileDescriptor, until: began + 60 * Self.second))
        #expect(try !wait.wait(for: Int32(POLLIN), of: reader.fileDescriptor, until: began + 60 * Self.second))
        #expect(cplatform_nanoseconds() - began < 30 * Self.second && wait.isInterrupted)
        try writer.close()
    }

    @Test func endsWhenReadyAndAtItsDeadline() throws {
        let wait = try InterruptibleWait(), (reader, writer) = try pipe(), began = cplatform_nanoseconds()
        #expect(try !wait.wait(for: Int32(POLLIN), of: reader.fileDescriptor, until: began + Self.second / 10))
        #expect(cplatform_nanoseconds() - began >= Self.second / 10)
        try writer.write(contentsOf: Data([1]))
        #expect(try wait.wait(for: Int32(POLLIN), of: reader.fileDescriptor, until: began + 60 * Self.second))
        #expect(cplatform_nanoseconds() - began < 30 * Self.second && !wait.isInterrupted)
    }
}
