// What may be typed, what is refused and in which words.
import Base
import Filters
import TestSupport
import Testing

@Suite struct FilterParserTests {
    let parser = FilterParser(registry: .builtIn, pictures: TestPictures())

    @Test func acceptsTheWaysToWriteAFilter() throws {
        for (value, sigma) in [(nil, 2.0), ("3", 3), ("sigma=0.5", 0.5), ("1e1", 10)] as [(String?, Double)] {
            #expect((try parser.parse(name: "blur", value: value).filter as? Blur)?.sigma == sigma)
        }
        #expect(try parser.parse(name: "blur", value: nil).text == "blur=sigma=2")
        let instance = try parser.parse(name: "blur", value: "12,region=100:50:25%:200,shape=ellipse,invert-region=true,time=3-1:02:03.5")
        #expect(instance.placement.region == .init(x: .pixels(100), y: .pixels(50), width: .percent(25), height: .pixels(200)))
        #expect(instance.placement.shape == .ellipse && instance.placement.isInverted)
        #expect(instance.placement.from == 3000 && instance.placement.to == 3_723_500)
        #expect(try parser.parse(name: "invert", value: "time=-7.5").placement.to == 7500)
        #expect(try parser.parse(name: "invert", value: "time=2-").placement.from == 2000)
    }

    /// Filter, value, a word of the message, a word of the hint.
    static let refused: [(String, String?, String, String)] = [
        ("blurr", nil, "unknown filter 'blurr'", "--blur"), ("xyzzy", nil, "unknown filter", "vidproc filters"),
        ("blur", "0", "out of range", "0.1 to 100"), ("blur", "101", "out of range", "0.1 to 100"), ("blur", "nan", "must be a number", ""),
        ("blur", "inf", "must be a number", ""), ("blur", "0x10", "must be a number", ""), ("blur", "1e999", "out of range", ""),
        ("blur", "", "has no value", "0.1 to 100 pixels"), ("blur", "abc", "must be a number", ""),
        ("blur", "sigma=1,sigma=2", "twice", ""), ("blur", "sgima=1", "unknown key 'sgima'", "sigma"), ("blur", "1,2", "not KEY=VALUE", "keys of blur"),
        ("edges", "sobbel", "unknown operator", "sobel"), ("gray", "3", "not KEY=VALUE", ""), ("blur", "region=1:2:3", "region", "X:Y:WIDTH:HEIGHT"),
        ("blur", "region=0:0:0:5", "empty", ""), ("blur", "region=-1:0:5:5", "region", ""), ("blur", "region=0:0:101%:5", "region", ""),
        ("blur", "time=5-3", "ends before", ""), ("blur", "time=-", "time", "FROM-TO"), ("blur", "time=x-3", "time", ""), ("blur", "time=1:99-", "time", ""),
        ("blur", "shape=round", "unknown shape", "ellipse"), ("blur", "invert-region=maybe", "true or false", ""),
        ("blur", "region=0:0:9:9,feather=-1", "out of range", "0 to 10000"), ("blur", "region=0:0:9:9,feather=1.5", "whole number", "0 to 10000"),
        ("blur", "region=0:0:9:9,feather=", "no value", "0 to 10000"), ("blur", "feather=3", "needs a region", "region="),
        ("blur", "shape=ellipse", "needs a region", "region="), ("blur", "invert-region=true", "neither region nor mask", "mask=FILE"),
        ("blur", "mask=", "no value", "path"), ("blur", "mask=a.png", "blur: mask: a.png", "PictureReader"), ("crop", "9:9,mask=a.png", "does not go", ""),
    ]

    @Test(arguments: refused.indices) func refuses(index: Int) {
        let (name, value, message, hint) = Self.refused[index]
        let error = #expect(throws: FilterError.self) { try FilterParser(registry: .builtIn).parse(name: name, value: value) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(hint.isEmpty || error?.hint?.contains(hint) == true, "\(error?.hint ?? "")")
    }

    @Test func anyTextIsReadOrRefused() {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("sigma=region:time,-%.0123456789abc\u{0}é")
        for _ in 0..<3000 {
            let text = String((0..<Int.random(in: 0...24, using: &generator)).map { _ in letters[Int.random(in: letters.indices, using: &generator)] })
            _ = try? parser.parse(name: "blur", value: text)
            _ = nearest(text, in: ["blur", "edges"])
        }
    }

    @Test func everyExampleParses() throws {
        let cube = TestCube()
        for descriptor in FilterRegistry.builtIn.descriptors {
            let words = descriptor.example.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
            #expect(descriptor.example.hasPrefix("--") && words[0] == descriptor.name)
            #expect(try parser.parse(name: words[0], value: descriptor.exampleValue(file: cube.path)).name == descriptor.name)
        }
    }
}
