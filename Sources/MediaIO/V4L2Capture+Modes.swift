// What a video device offers: formats, sizes and rates, and its controls.
import CPlatform
import Glibc
import VideoFrame

extension V4L2Capture {
    func formats(_ wish: CameraWish) throws(CaptureError) -> [CaptureFormat] {
        let listed = node.formats(V4L2_BUF_TYPE_VIDEO_CAPTURE)
        guard !listed.isEmpty else { throw CaptureError(call: "VIDIOC_ENUM_FMT", code: EINVAL) }
        return listed.map { code, words in CaptureFormat(code: code, words: words, sizes: sizes(code, wish)) }
    }

    private func sizes(_ code: FourCC, _ wish: CameraWish) -> [CaptureSize] {
        var sizes: [PlaneSize] = []
        while sizes.count < 256 {
            var entry = v4l2_frmsizeenum()
            (entry.index, entry.pixel_format) = (UInt32(sizes.count), code.code)
            guard node.asks(CPLATFORM_V4L2_ENUM_FRAMESIZES, &entry) else { break }
            guard entry.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue else {
                sizes = Self.usual(within: entry.stepwise, wish.size)
                break
            }
            sizes.append(PlaneSize(width: Int(entry.discrete.width), height: Int(entry.discrete.height)))
        }
        // Receivers of a signal (HDMI) have the signal's size and list none.
        if sizes.isEmpty, let size = currentSize { sizes = [size] }
        return sizes.map { CaptureSize(width: $0.width, height: $0.height, rates: rates(code, $0, wish)) }
    }

    private var currentSize: PlaneSize? {
        var format = v4l2_format()
        format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        guard node.asks(CPLATFORM_V4L2_G_FMT, &format), format.fmt.pix.width > 0, format.fmt.pix.height > 0 else { return nil }
        return PlaneSize(width: Int(format.fmt.pix.width), height: Int(format.fmt.pix.height))
    }

    /// The wished size, usual ones and the largest, as far as the range has them.
    private static func usual(within range: v4l2_frmsize_stepwise, _ wish: PlaneSize?) -> [PlaneSize] {
        let common = [(320, 180), (320, 240), (640, 360), (640, 480), (800, 600), (1280, 720), (1920, 1080), (2560, 1440), (3840, 2160)]
        let candidates = common.map { PlaneSize(width: $0.0, height: $0.1) } + (wish.map { [$0] } ?? [])
        let largest = PlaneSize(width: Int(range.max_width), height: Int(range.max_height))
        func fits(_ value: Int, _ least: UInt32, _ most: UInt32, _ step: UInt32) -> Bool {
            value >= Int(least) && value <= Int(most) && (value - Int(least)) % max(1, Int(step)) == 0
        }
        let inside = candidates.filter {
            fits($0.width, range.min_width, range.max_width, range.step_width) && fits($0.height, range.min_height, range.max_height, range.step_height)
        }
        return Set(inside + [largest]).sorted { ($0.width * $0.height, $0.width) < ($1.width * $1.height, $1.width) }
    }

    private func rates(_ code: FourCC, _ size: PlaneSize, _ wish: CameraWish) -> [Rational] {
        var rates: [Rational] = []
        while rates.count < 128 {
            var entry = v4l2_frmivalenum()
            (entry.index, entry.pixel_format, entry.width, entry.height) = (UInt32(rates.count), code.code, UInt32(size.width), UInt32(size.height))
            guard node.asks(CPLATFORM_V4L2_ENUM_FRAMEINTERVALS, &entry) else { break }
            guard entry.type == V4L2_FRMIVAL_TYPE_DISCRETE.rawValue else {
                guard let fastest = Rational(interval: entry.stepwise.min), let slowest = Rational(interval: entry.stepwise.max) else { break }
                let candidates = [60, 50, 30, 25, 24, 20, 15, 10, 5, 1].map { Rational($0, 1) } + [fastest, slowest] + (wish.rate.map { [$0] } ?? [])
                rates = Set(candidates).filter { $0.doubleValue <= fastest.doubleValue && $0.doubleValue >= slowest.doubleValue }.map { $0 }
                break
            }
            guard let rate = Rational(interval: entry.discrete) else { break }
            rates.append(rate)
        }
        if rates.isEmpty {
            var parameters = v4l2_streamparm()
            parameters.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            if node.asks(CPLATFORM_V4L2_G_PARM, &parameters), let rate = Rational(interval: parameters.parm.capture.timeperframe) { rates = [rate] }
        }
        return rates.sorted { $0.doubleValue > $1.doubleValue }
    }

    func controls() -> [CaptureControl] {
        var controls: [CaptureControl] = [], after: UInt32 = 0
        while controls.count < 256 {
            var entry = v4l2_queryctrl()
            entry.id = after | UInt32(V4L2_CTRL_FLAG_NEXT_CTRL)
            guard node.asks(CPLATFORM_V4L2_QUERYCTRL, &entry) else { break }
            after = entry.id
            if let control = control(entry) { controls.append(control) }
        }
        return controls
    }

    /// Nil: a heading, one that is switched off, or one whose values are no numbers.
    private func control(_ entry: v4l2_queryctrl) -> CaptureControl? {
        guard entry.flags & UInt32(V4L2_CTRL_FLAG_DISABLED) == 0, entry.minimum <= entry.maximum else { return nil }
        let kind: CaptureControl.Kind
        switch v4l2_ctrl_type(entry.type) {
        case V4L2_CTRL_TYPE_INTEGER, V4L2_CTRL_TYPE_BITMASK: kind = .number
        case V4L2_CTRL_TYPE_BOOLEAN: kind = .switching
        case V4L2_CTRL_TYPE_BUTTON: kind = .button
        case V4L2_CTRL_TYPE_MENU, V4L2_CTRL_TYPE_INTEGER_MENU: kind = .menu(menu(entry))
        default: return nil
        }
        var value = v4l2_control(id: entry.id, value: 0)
        let isReadable = kind != .button && entry.flags & UInt32(V4L2_CTRL_FLAG_WRITE_ONLY) == 0 && node.asks(CPLATFORM_V4L2_G_CTRL, &value)
        return CaptureControl(
            id: entry.id, name: CaptureControl.normalised(text(of: entry.name)), kind: kind, range: Int(entry.minimum)...Int(entry.maximum),
            step: max(1, Int(entry.step)), usual: Int(entry.default_value), present: isReadable ? Int(value.value) : nil,
            isInactive: entry.flags & UInt32(V4L2_CTRL_FLAG_INACTIVE) != 0, isReadOnly: entry.flags & UInt32(V4L2_CTRL_FLAG_READ_ONLY) != 0)
    }

    private func menu(_ entry: v4l2_queryctrl) -> [Int: String] {
        var words: [Int: String] = [:]
        for index in Int(entry.minimum)...min(Int(entry.maximum), Int(entry.minimum) + 255) {
            var item = v4l2_querymenu()
            (item.id, item.index) = (entry.id, UInt32(index))
            guard node.asks(CPLATFORM_V4L2_QUERYMENU, &item) else { continue }
            words[index] = v4l2_ctrl_type(entry.type) == V4L2_CTRL_TYPE_MENU ? text(of: item.name) : String(item.value)
        }
        return words
    }

    func set(_ control: CaptureControl, to value: Int) throws(CaptureError) {
        var argument = v4l2_control(id: control.id, value: Int32(clamping: value))
        try node.request(CPLATFORM_V4L2_S_CTRL, "VIDIOC_S_CTRL", &argument)
    }
}
