// Numbers that a kernel reads through a pointer: made while the plan is made, never changed.

/// A fixed array with an address of its own.
final class ConstantTable<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {  // written only in init
    let values: UnsafePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
        for (index, element) in elements.enumerated() { (memory + index).initialize(to: element) }
        values = UnsafePointer(memory)
        count = elements.count
    }

    var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: values, count: count) }

    deinit { values.deallocate() }
}
