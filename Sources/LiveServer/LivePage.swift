// The page, put together from its three parts: one document, with nothing beside it to be loaded.

enum LivePage {
    /// The document cut where the nonce stands.
    private static let pieces: [String] = {
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        let lines = text(PackageResources.page_html).split(separator: "\n", omittingEmptySubsequences: false).map { line in
            switch line {
            case "STYLE": text(PackageResources.page_css)
            case "SCRIPT": text(PackageResources.page_js)
            default: String(line)
            }
        }
        return pieces(of: lines.joined(separator: "\n"), between: "NONCE")
    }()

    /// With `nonce` on its own script and style, so that the browser runs no other.
    static func text(nonce: String) -> String { pieces.joined(separator: nonce) }

    private static func pieces(of text: String, between mark: String) -> [String] {
        var pieces = [""], rest = text[...]
        while let character = rest.first {
            if rest.hasPrefix(mark) {
                rest = rest.dropFirst(mark.count)
                pieces.append("")
            } else {
                pieces[pieces.count - 1].append(character)
                rest = rest.dropFirst()
            }
        }
        return pieces
    }
}
