// The words of a line of the protocol: a command, then KEY=VALUE, all separated by tabs.

struct Request {
    let command: String
    private let values: [String: String]

    init(_ line: String) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        command = fields.first ?? ""
        var values: [String: String] = [:]
        for field in fields.dropFirst() {
            guard let equals = field.firstIndex(of: "=") else { continue }
            values[String(field[..<equals])] = String(field[field.index(after: equals)...])
        }
        self.values = values
    }

    func text(_ key: String) throws(Refusal) -> String {
        guard let value = values[key] else { throw Refusal("\(command): \(key) is missing") }
        return value
    }

    /// A whole number from 1 on.
    func number(_ key: String) throws(Refusal) -> Int {
        let text = try text(key)
        guard let value = Int(text), value > 0 else { throw Refusal("\(command): \(key) is a whole number from 1 on, not '\(text)'") }
        return value
    }
}

/// Why a request was not met, as one line.
struct Refusal: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
