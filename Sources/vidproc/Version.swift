/// The version that `--version` and reports name.
enum Version {
    static let number = "0.1.0"
}
