// What viewers get: pictures at their own pace, the chain, recordings, and a good-bye.
import Base
import Filters
import MediaIO
import TestSupport
import Testing
import VideoFrame

@testable import LiveServer

@Suite("viewers") struct ViewerTests {
    @Test func aViewerIsToldAllAtOnceAndSeesPictures() throws {
        let fixture = try ServedFixture()
        defer { fixture.server.stop() }
        let viewer = try #require(fixture.viewer())
        let greeting = try #require(viewer.hear("greeting"))
        #expect(greeting.contains("\"width\":160") && greeting.contains("\"height\":90") && greeting.contains("\"canRecord\":false"))
        let chain = try #require(viewer.hear("chain"))
        #expect(chain.contains("\"sigma\":\"2\"") && chain.contains("\"key\":\"opacity\"") && !chain.contains("\"key\":\"file\""))
        #expect(viewer.hear("recording")?.contains("\"on\":false") == true)
        try fixture.show(1)
        let picture = try #require(viewer.hearPicture())
        #expect(picture.after.starts(with: [0xFF, 0xD8, 0xFF]) && picture.after.suffix(2).elementsEqual([0xFF, 0xD9]) && picture.before.isEmpty)
        #expect(viewer.hear("figures")?.contains("\"viewers\":1") == true)
    }

    @Test func beforeAndAfterAreOfOneFrame() throws {
        let fixture = try ServedFixture()
        defer { fixture.server.stop() }
        let viewer = try #require(fixture.viewer())
        _ = viewer.hear("recording")
        viewer.say(#"{"kind":"compare","on":true}"#)
        // Frames that were under way when it was asked for have no picture before the chain. Nothing filters here, so the two must be alike.
        for _ in 0..<200 {
            try fixture.show(1)
            guard let picture = viewer.hearPicture() else { break }
            viewer.say(#"{"kind":"drawn"}"#)
            if picture.before.isEmpty { continue }
            #expect(picture.before == picture.after)
            return
        }
        Issue.record("there was never a picture before the chain")
    }

    @Test func oneThatDoesNotReadCostsNothingAndStopsNobody() throws {
        let fixture = try ServedFixture()
        defer { fixture.server.stop() }
        let deaf = (0..<8).compactMap { _ in fixture.viewer() }
        let viewer = try #require(fixture.viewer())
        _ = viewer.hear("recording")
        var numbers: [Int] = []
        for _ in 0..<12 {
            try fixture.show(3)
            numbers.append(try #require(viewer.hearPicture()).number)
            viewer.say(#"{"kind":"drawn"}"#)
        }
        #expect(deaf.count == 8 && zip(numbers, numbers.dropFirst()).allSatisfy(<))
        // The first of the deaf has as many pictures as may be under way, and no more.
        try fixture.show(3)
        fixture.server.stop()
        var pictures = 0
        while let message = deaf[0].hear() { if case .binary = message { pictures += 1 } }
        #expect(pictures == Studio.mostOnTheWay)
    }

    @Test func aChangeReachesTheChainAndAllViewers() throws {
        let fixture = try ServedFixture()
        defer { fixture.server.stop() }
        let viewer = try #require(fixture.viewer()), other = try #require(fixture.viewer())
        for client in [viewer, other] { _ = client.hear("recording") }
        viewer.say(#"{"kind":"set","entry":0,"name":"blur","key":"sigma","value":"7"}"#)
        #expect(viewer.hear("chain")?.contains("\"sigma\":\"7\"") == true)
        #expect(other.hear("chain")?.contains("\"sigma\":\"7\"") == true)
        #expect(fixture.chain.entries[0].text == "blur=sigma=7,region=0:0:8:8")
        viewer.say(#"{"kind":"turn","entry":2,"name":"edges","on":false}"#)
        #expect(viewer.hear("chain")?.contains("\"on\":false") == true && !fixture.chain.entries[2].isOn)
        // What the run refuses is told to the one who asked, and the chain once more as it is.
        viewer.say(#"{"kind":"set","entry":0,"name":"blur","key":"sigma","value":"13"}"#)
        let refusal = try #require(viewer.hear("refusal"))
        #expect(refusal.contains("not 13") && refusal.contains("nor 14"))
        #expect(viewer.hear("chain")?.contains("\"sigma\":\"7\"") == true)
    }

    @Test(arguments: [#"{"kind":"#, #"{"kind":"format"}"#, String(repeating: "x", count: 5000), "\u{1}"])
    func nonsenseEndsTheConnection(text: String) throws {
        let fixture = try ServedFixture()
        defer { fixture.server.stop() }
        let viewer = try #require(fixture.viewer())
        viewer.say(text)
        while let message = viewer.hear() { if case .close(let code) = message { #expect(code == 1003 || code == 1009) } }
        #expect(fixture.viewer() != nil)
    }

    @Test func unmaskedOrTooManyMessagesEndTheConnection() throws {
        let fixture = try ServedFixture()
        defer { fixture.server.stop() }
        for isMasked in [false, true] {
            let viewer = try #require(fixture.viewer())
            for _ in 0..<1000 { viewer.say(#"{"kind":"drawn"}"#, isMasked: isMasked) }
            var code = 0
            while let message = viewer.hear() { if case .close(let said) = message { code = said } }
            #expect(code == 1008)
        }
    }

    @Test func theEndIsToldAndNothingIsLeftOpen() throws {
        let fixture = try ServedFixture()
        let viewers = (0..<4).compactMap { _ in fixture.viewer() }
        let half = try #require(WebClient(port: fixture.port))
        half.send("GET / HT")
        for viewer in viewers { _ = viewer.hear("recording") }
        fixture.server.stop()
        for viewer in viewers {
            #expect(viewer.hear("end")?.contains("\"frames\":0") == true)
            #expect(viewer.hear() == .close(1001))
            #expect(viewer.hear() == nil)
        }
        #expect(half.readAll().isEmpty && WebClient(port: fixture.port) == nil)
    }
}
