// Which mode of a camera is taken for what was asked, and what is refused.
import Glibc
import Testing
import VideoFrame

@testable import MediaIO

@Suite("camera choice") struct CameraChoiceTests {
    private static func size(_ width: Int, _ height: Int, _ rates: [Int]) -> CaptureSize {
        CaptureSize(width: width, height: height, rates: rates.map { Rational($0, 1) })
    }

    /// A usual webcam: raw is slow where it is large.
    private static var webcam: [CaptureFormat] {
        get throws {
            [
                CaptureFormat(
                    code: try #require(FourCC("YUYV")), words: "YUYV 4:2:2",
                    sizes: [size(640, 480, [30, 15]), size(1280, 720, [10, 5]), size(1920, 1080, [5])]),
                CaptureFormat(
                    code: try #require(FourCC("MJPG")), words: "Motion-JPEG",
                    sizes: [size(640, 480, [30]), size(1280, 720, [60, 30]), size(1920, 1080, [30])]),
                CaptureFormat(code: try #require(FourCC("BA81")), words: "Bayer", sizes: [size(1920, 1080, [120])]),
            ]
        }
    }

    private func text(_ wish: CameraWish) throws -> String {
        let choice = try CameraChoice(try Self.webcam, wish, path: "cam")
        return "\(choice.mode.code) \(choice.mode.width)x\(choice.mode.height)@\(choice.mode.rate?.shortText ?? "?") \(choice.reason)"
    }

    private func refusal(_ wish: CameraWish) -> String {
        do { return try text(wish) } catch let error as MediaError { return "\(error.side) \(error.message) | \(error.hint ?? "")" } catch { return "\(error)" }
    }

    @Test func withoutAWishTheLargestUsualSize() throws {
        #expect(try text(CameraWish()) == "MJPG 1280x720@30 compressed: raw gives at most 10 fps at this size")
    }

    @Test func rawWhereItIsQuickEnough() throws {
        #expect(try text(CameraWish(size: PlaneSize(width: 640, height: 480))) == "YUYV 640x480@30 not compressed")
        #expect(try text(CameraWish(size: PlaneSize(width: 1280, height: 720), rate: Rational(10, 1))) == "YUYV 1280x720@10 not compressed")
        #expect(try text(CameraWish(size: PlaneSize(width: 1920, height: 1080))).hasPrefix("MJPG 1920x1080@30 compressed"))
        #expect(try text(CameraWish(rate: Rational(60, 1))).hasPrefix("MJPG 1280x720@60"))
        #expect(try text(CameraWish(size: PlaneSize(width: 1920, height: 1080), format: "yuyv422")) == "YUYV 1920x1080@5 yuyv422 as asked")
        #expect(try text(CameraWish(format: "mjpg")).hasPrefix("MJPG 1280x720@30"))
    }

    @Test func whatIsNotOfferedIsListed() {
        #expect(refusal(CameraWish(size: PlaneSize(width: 800, height: 600))) == "usage cam: does not offer 800x600 | it offers 640x480, 1280x720, 1920x1080")
        #expect(
            refusal(CameraWish(size: PlaneSize(width: 640, height: 480), rate: Rational(25, 1)))
                == "usage cam: does not offer 25 frames a second at 640x480 | it offers 15, 30")
        #expect(refusal(CameraWish(format: "nv12")) == "usage cam: does not offer the format nv12 | it offers MJPG (mjpeg), YUYV (yuyv422)")
    }

    @Test func planarBeforePacked() throws {
        let formats = try ["GREY", "YUYV", "NV12", "YU12"].map {
            CaptureFormat(code: try #require(FourCC($0)), words: "", sizes: [Self.size(320, 240, [30])])
        }
        #expect(try CameraChoice(formats, CameraWish(), path: "cam").mode.code.description == "YU12")
        #expect(try CameraChoice(formats.dropLast(), CameraWish(), path: "cam").mode.code.description == "NV12")
    }

    @Test func nothingThatCanBeRead() throws {
        let bayer = try Self.webcam.suffix(1)
        #expect(throws: MediaError.self) { try CameraChoice(Array(bayer), CameraWish(), path: "cam") }
    }

    @Test func refusalsNameTheirCause() {
        func words(_ code: Int32, _ call: String = "open") -> (String, String?) {
            let (cause, hint) = V4L2System.words(CaptureError(call: call, code: code), "/dev/video0")
            return (cause, hint)
        }
        #expect(words(ENOENT).0 == "there is no such device" && words(ENODEV).0 == words(ENOENT).0)
        #expect(words(EACCES).0 == "no permission" && words(EACCES).1?.contains("group video") == true)
        #expect(words(EBUSY, "VIDIOC_S_FMT").0 == "is busy")
        #expect(words(EINVAL, "VIDIOC_S_FMT").0 == "refuses its mode")
        #expect(words(EIO, "VIDIOC_STREAMON").0 == "Input/output error (VIDIOC_STREAMON)")
        #expect(V4L2System.isCamera("/dev/video63") && V4L2System.isCamera("/dev/v4l/by-id/usb-x") && !V4L2System.isCamera("/dev/null"))
    }

    @Test func controlsAreNamedAndBounded() throws {
        let knobs = [
            CaptureControl(id: 1, name: "brightness", kind: .number, range: 0...250, step: 10, usual: 0),
            CaptureControl(id: 2, name: "exposure_time_absolute", kind: .number, range: 1...5000, step: 1, usual: 100),
            CaptureControl(id: 3, name: "power_line_frequency", kind: .menu([0: "Disabled", 1: "50 Hz"]), range: 0...2, step: 1, usual: 0),
            CaptureControl(id: 4, name: "white_balance_automatic", kind: .switching, range: 0...1, step: 1, usual: 1),
            CaptureControl(id: 5, name: "white_balance_temperature", kind: .number, range: 2000...6500, step: 1, usual: 4000, isInactive: true),
        ]
        func parsed(_ name: String, _ value: String) -> String {
            do {
                let (control, number) = try CaptureControl.parse(name, value, of: knobs, path: "cam")
                return "\(control.id) \(number)"
            } catch { return "\(error.message) | \(error.hint ?? "")" }
        }
        #expect(parsed("Brightness", "20") == "1 20")
        #expect(parsed("exposure", "300") == "2 300")
        #expect(parsed("power-line-frequency", "50 hz") == "3 1")
        #expect(parsed("white_balance_a", "off") == "4 0")
        #expect(parsed("brightness", "25") == "cam: brightness cannot be 25 | it takes 0...250 in steps of 10")
        #expect(parsed("power_line_frequency", "2") == "cam: power_line_frequency cannot be 2 | it takes 0 (Disabled), 1 (50 Hz)")
        #expect(parsed("brigthness", "20") == "cam: has no control brigthness | did you mean brightness?")
        #expect(parsed("white", "1") == "cam: white may be one of several controls | white_balance_automatic, white_balance_temperature")
        #expect(parsed("white_balance_temperature", "3000").hasPrefix("cam: white_balance_temperature is not in use now"))
        #expect(CaptureControl.normalised("Exposure Time, Absolute") == "exposure_time_absolute")
    }
}
