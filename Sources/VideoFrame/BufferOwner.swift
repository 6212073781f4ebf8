// Explicit reference counts for sample memory, so that a buffer goes back to its owner without an allocation per frame.
import Synchronization

/// Owner of memory that planes point into: a pool's buffer, a decoder's picture. Counts the `PlaneRef`s and `SharedHandle`s to it;
/// when the last goes, `didBecomeUnused()` runs on the thread that let go.
open class BufferOwner: @unchecked Sendable {  // all state here is the atomic count; subclasses name their own lock or thread
    private let references = Atomic<Int>(0)

    public init() {}

    /// Called once each time the count falls to zero. May run on any thread; must not block.
    open func didBecomeUnused() {}

    /// How many handles there are now; only good for tests and for the sole holder of one.
    public var referenceCount: Int { references.load(ordering: .acquiring) }

    fileprivate func retain() { references.wrappingAdd(1, ordering: .relaxed) }

    fileprivate func release() {
        if references.wrappingSubtract(1, ordering: .acquiringAndReleasing).oldValue == 1 { didBecomeUnused() }
    }
}

/// Keeps an owner alive without pointing into it (side data, properties).
public struct SharedHandle: ~Copyable, Sendable {
    public let owner: BufferOwner

    public init(_ owner: BufferOwner) {
        owner.retain()
        self.owner = owner
    }

    public borrowing func share() -> SharedHandle { SharedHandle(owner) }

    deinit { owner.release() }
}

/// Where a plane's samples lie. Valid while a `PlaneRef` to the same owner lives.
public struct PlaneView: @unchecked Sendable {  // plain values; the lifetime and exclusive writing are the PlaneRef's
    public let base: UnsafeMutableRawPointer
    /// Bytes from one row to the next; may be negative.
    public let stride: Int
    public let size: PlaneSize

    public init(base: UnsafeMutableRawPointer, stride: Int, size: PlaneSize) {
        self.base = base
        self.stride = stride
        self.size = size
    }

    @inlinable public func row(_ y: Int) -> UnsafeMutableRawPointer { base + y &* stride }
}

/// One counted reference to a plane. Shared planes are read only; the sole holder may write.
public struct PlaneRef: ~Copyable, Sendable {
    public let view: PlaneView
    private let handle: SharedHandle

    public init(view: PlaneView, owner: BufferOwner) {
        self.view = view
        handle = SharedHandle(owner)
    }

    public var owner: BufferOwner { handle.owner }

    public borrowing func share() -> PlaneRef { PlaneRef(view: view, owner: handle.owner) }
}
