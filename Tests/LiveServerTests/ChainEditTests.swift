// What a page may change of a chain, and that it can name no file.
import Filters
import PipelineEngine
import Testing

@testable import LiveServer

@Suite("chain edits") struct ChainEditTests {
    private let entries = ["blur=sigma=2,region=0:0:8:8", "overlay=file=logo.png,opacity=0.5", "edges"].map { ChainEntry(text: $0) }

    private func changed(_ json: String) -> Result<[ChainEntry], PipelineError> {
        guard let request = PageRequest(json: json.utf8) else { return .failure(PipelineError(stage: "", message: "no request")) }
        do throws(PipelineError) {
            return .success(try ChainEdit(request, registry: .builtIn).applied(to: entries))
        } catch {
            return .failure(error)
        }
    }

    @Test func numbersWordsAndSwitchesChange() throws {
        var expected = entries
        expected[0].text = "blur=sigma=3.5,region=0:0:8:8"
        #expect(try changed(#"{"kind":"set","entry":0,"name":"blur","key":"sigma","value":"3.50"}"#).get() == expected)
        expected = entries
        expected[2].text = "edges=operator=scharr"
        #expect(try changed(#"{"kind":"set","entry":2,"name":"edges","key":"operator","value":"scharr"}"#).get() == expected)
        expected = entries
        expected[1].isOn = false
        #expect(try changed(#"{"kind":"turn","entry":1,"name":"overlay","on":false}"#).get() == expected)
    }

    /// Nothing of these becomes part of a chain.
    @Test(arguments: [
        #"{"kind":"set","entry":0,"name":"blur","key":"sigma","value":"2,mask=/etc/passwd"}"#,
        #"{"kind":"set","entry":0,"name":"blur","key":"mask","value":"/etc/passwd"}"#,
        #"{"kind":"set","entry":0,"name":"blur","key":"region","value":"0:0:9:9"}"#,
        #"{"kind":"set","entry":0,"name":"blur","key":"sigma","value":"nan"}"#,
        #"{"kind":"set","entry":0,"name":"blur","key":"sigma","value":"1e9"}"#,
        #"{"kind":"set","entry":1,"name":"overlay","key":"file","value":"/etc/passwd"}"#,
        #"{"kind":"set","entry":1,"name":"blur","key":"sigma","value":"3"}"#,
        #"{"kind":"set","entry":3,"name":"blur","key":"sigma","value":"3"}"#,
        #"{"kind":"set","entry":-1,"name":"blur","key":"sigma","value":"3"}"#,
        #"{"kind":"set","entry":2,"name":"edges","key":"operator","value":"../x"}"#,
        #"{"kind":"set","entry":0,"name":"blur","key":"sigma"}"#, #"{"kind":"turn","entry":0,"name":"blur"}"#, #"{"kind":"turn","on":true}"#,
        #"{"kind":"add","name":"overlay"}"#, #"[]"#, "{",
    ])
    func refused(json: String) { #expect(throws: PipelineError.self) { try changed(json).get() } }

    @Test func refusalsHoldNothingOfTheRequest() {
        guard case .failure(let error) = changed(#"{"kind":"set","entry":0,"name":"blur","key":"<script>","value":"<script>"}"#) else {
            Issue.record("it was taken")
            return
        }
        #expect(!error.message.contains("<") && error.hint?.contains("<") != true)
    }
}
