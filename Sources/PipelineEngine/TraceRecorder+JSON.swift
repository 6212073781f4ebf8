// A trace as Chrome's trace event format, which Perfetto and chrome://tracing open: https://perfetto.dev/docs/getting-started/other-formats

extension TraceRecorder {
    /// Gives the file piece by piece to `put`. `about` goes into its metadata, beside the counts of events kept and left out. Call after the run.
    public func write<Failure: Error>(about: [(key: String, value: String)] = [], to put: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        var json = TraceJSON(began: began, names: allTracks.map(\.name))
        json.open(about: about, kept: eventCount, leftOut: leftOutCount, limit: limit)
        for track in allTracks {
            json.name(track)
            for chunk in track.events {
                for event in chunk {
                    json.add(event, track: track)
                    if json.bytes.count >= TraceJSON.pieceSize {
                        try put(json.bytes)
                        json.bytes.removeAll(keepingCapacity: true)
                    }
                }
            }
        }
        json.close()
        try put(json.bytes)
    }
}

/// The text so far that has not been handed on.
private struct TraceJSON {
    static let pieceSize = 1 << 16

    let began: UInt64
    /// Of the tracks, as JSON strings; their numbers begin at 1.
    let names: [String]
    var bytes: [UInt8] = []

    init(began: UInt64, names: [String]) {
        self.began = began
        self.names = names.map(Self.quoted)
        bytes.reserveCapacity(Self.pieceSize + 1024)
    }

    mutating func open(about: [(key: String, value: String)], kept: Int, leftOut: Int, limit: Int) {
        let words = about.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))," }.joined()
        append("{\"displayTimeUnit\":\"ms\",\"otherData\":{\(words)\"events\":\(kept),\"events_left_out\":\(leftOut),\"event_limit\":\(limit)},\n")
        append("\"traceEvents\":[\n{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":1,\"args\":{\"name\":\"vidproc\"}}")
    }

    /// Stages come first, in the order of the frames' way, then the workers.
    mutating func name(_ track: TraceTrack) {
        let place = "\"pid\":1,\"tid\":\(track.number)"
        append(",\n{\"ph\":\"M\",\"name\":\"thread_name\",\(place),\"args\":{\"name\":\(Self.quoted(track.name))}}")
        let order = Int(track.number) + (track.isWorker ? 1000 : 0)
        append(",\n{\"ph\":\"M\",\"name\":\"thread_sort_index\",\(place),\"args\":{\"sort_index\":\(order)}}")
    }

    mutating func add(_ event: TraceEvent, track: TraceTrack) {
        let owner = Int(event.owner) - 1
        switch event.kind {
        case .work(let frame): complete(event, track, "work", names[owner], "\"frame\":\(frame)")
        case .finish: complete(event, track, "work", "\"finish\"", "")
        case .join(let frame): complete(event, track, "wait", "\"waits for workers\"", "\"frame\":\(frame)")
        case .starved: complete(event, track, "wait", "\"starved\"", "\"queue_before\":\(names[owner])")
        case .blocked: complete(event, track, "wait", "\"blocked\"", "\"queue_before\":\(names[owner])")
        case .band(let frame, let band, let from):
            let isStolen = from != track.number
            let taken = isStolen ? "\"stolen\",\"from\":\(names[Int(from) - 1])" : "\"own\""
            complete(
                event, track, "band", isStolen ? "\"stolen band\"" : "\"band\"",
                "\"stage\":\(names[owner]),\"frame\":\(frame),\"band\":\(band),\"taken\":\(taken)")
        case .queue(let count):
            append(",\n{\"ph\":\"C\",\"name\":\"queue before \(names[owner].dropFirst()),\"pid\":1,\"ts\":")
            append(microseconds: event.began &- began)
            append(",\"args\":{\"frames\":\(count)}}")
        }
    }

    mutating func close() { append("\n]}\n") }

    /// `name` is a JSON string, `arguments` the inside of an object.
    private mutating func complete(_ event: TraceEvent, _ track: TraceTrack, _ category: String, _ name: String, _ arguments: String) {
        append(",\n{\"ph\":\"X\",\"cat\":\"\(category)\",\"name\":\(name),\"pid\":1,\"tid\":\(track.number),\"ts\":")
        append(microseconds: event.began &- began)
        append(",\"dur\":")
        append(microseconds: event.nanoseconds)
        append(",\"args\":{\(arguments)}}")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func append(microseconds nanoseconds: UInt64) {
        let rest = String(nanoseconds % 1000)
        append("\(nanoseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)")
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
