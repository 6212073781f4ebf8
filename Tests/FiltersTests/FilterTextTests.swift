// Filters as typed, taken apart and put together again.
import Filters
import Testing

@Suite("filter texts") struct FilterTextTests {
    private func descriptor(_ name: String) -> FilterDescriptor? { FilterRegistry.builtIn.type(named: name)?.descriptor }

    @Test(arguments: ["blur", "blur=sigma=2", "blur=sigma=2,region=0:0:8:8,feather=4", #"text=text=a\, b\nc,size=5%"#, "curves=luma=0:0/1:1"])
    func whatIsTakenApartComesTogether(text: String) { #expect(FilterText(text, descriptor: nil).text == text) }

    @Test func oneValueChangesAlone() {
        var text = FilterText("blur=3,region=0:0:8:8", descriptor: descriptor("blur"))
        #expect(text.name == "blur" && text["sigma"] == "3" && text["region"] == "0:0:8:8" && text["feather"] == nil)
        text["sigma"] = "4"
        text["feather"] = "2"
        #expect(text.text == "blur=sigma=4,region=0:0:8:8,feather=2")
        text["region"] = nil
        #expect(text.text == "blur=sigma=4,feather=2")
        var bare = FilterText("edges", descriptor: descriptor("edges"))
        bare["scale"] = "2"
        #expect(bare.text == "edges=scale=2")
    }

    @Test func aCommaInAValueStaysOne() {
        var text = FilterText("text=x", descriptor: descriptor("text"))
        text["text"] = "a, b"
        #expect(text.text == #"text=text=a\, b"#)
        #expect(FilterText(text.text, descriptor: nil)["text"] == "a, b")
    }
}
