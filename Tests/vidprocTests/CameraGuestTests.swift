// The built command at real video devices: the kernel's vivid and v4l2loopback in a virtual machine.
import Foundation
import Testing

@Suite("cameras in the guest", .serialized, Guest.trait) struct CameraGuestTests {
    private func times(_ lines: [String]) -> [Int] {
        lines.compactMap { line in line.range(of: "pts ").flatMap { Int(line[$0.upperBound...].prefix { $0.isNumber }) } }
    }

    private func rises(_ times: [Int]) -> Bool { zip(times, times.dropFirst()).allSatisfy { $0 < $1 } }

    /// Colour bars that do not move: every frame is the same, and the same as ffmpeg's.
    @Test func captureHasFfmpegsSamples() throws {
        let parts = try Guest.run(
            """
            still="--control test_pattern=0 --control osd_text_mode=none"
            for try in "yuyv422 640x360 yuv422p" "nv12 1280x720 yuv420p" "yuv420p 640x360 yuv420p"; do
                set -- $try
                echo "== $1 $2"
                vidproc /dev/video0 $still --input-format $1 --size $2 --frames 3 --drop never - --format rawvideo >mine
                ffmpeg -v error -f v4l2 -input_format $1 -video_size $2 -i /dev/video0 -frames:v 1 -pix_fmt $3 -f rawvideo - >theirs
                cat theirs theirs theirs | cmp - mine && stat -c %s mine
            done
            echo "== rate"
            vidproc /dev/video0 --size 320x180 --rate 10 --frames 6 --drop never --hash=frames
            echo "== plan"
            vidproc /dev/video0 --size 640x360 --rate 15 --plan null
            echo "== modes"
            plain devices --modes | head -n 3
            echo "== busy"
            vidproc /dev/video0 --size 320x180 --hash=frames >running &
            lines running 3
            vidproc /dev/video0 out.mp4 2>&1
            echo "exit $?, $(ls out.mp4 2>&1 | wc -l)"
            kill -INT $(pidof vidproc)
            wait
            echo "== output"
            vidproc /dev/video2 null 2>&1
            vidproc /dev/video0 --size 33x33 null 2>&1
            echo "exit $?"
            """)
        for (name, size) in [("yuyv422 640x360", 460_800), ("nv12 1280x720", 1_382_400), ("yuv420p 640x360", 345_600)] {
            #expect(parts[name] == [String(3 * size)], "\(name): \(parts)")
        }
        let pts = times(parts["rate"] ?? [])
        #expect(pts.count == 6 && pts.first == 0 && rises(pts) && (pts.last ?? 0) >= 400_000)
        #expect(
            parts["plan"]?.prefix(3) == [
                "input      /dev/video0: rawvideo 640x360 yuv420p, 15 fps", "mode       vivid: 640x360 YU12, 15 fps (not compressed)",
                "           or YUYV (yuyv422) at 120, 60, 50, 40, 30, 25, 15, 12.5, 10, 5, 4, 2, 1 fps",
            ])
        #expect(parts["modes"]?.first == "/dev/video0  vivid (vivid, platform:vivid-000): camera")
        let busy = parts["busy"] ?? []
        #expect(busy.first?.hasPrefix("vidproc: error: /dev/video0: is busy: vidproc (") == true && busy.last == "exit 3, 1")
        #expect(parts["output"]?.contains("vidproc: error: /dev/video2: takes pictures, it gives none (vivid)") == true && parts["output"]?.last == "exit 2")
    }

    @Test func aPulledCameraComesBack() throws {
        let parts = try Guest.run(
            """
            vidproc /dev/video0 --size 320x180 --rate 10 --on-disconnect wait --hash=frames >waiting 2>told &
            lines waiting 5
            pull
            sleep 1.5
            before=$(wc -l <waiting)
            put
            lines waiting $((before + 5))
            kill -INT $(pidof vidproc)
            wait
            echo "== times"
            cat waiting
            echo "== told"
            cat told
            echo "== stop"
            vidproc /dev/video0 --size 320x180 --rate 10 --hash=frames >stopping &
            lines stopping 5
            pull
            wait $!
            echo "exit $?"
            put
            vidproc /dev/video0 --size 320x180 --rate 10 rec.mkv --preset ultrafast 2>lost &
            for _ in $(seq 300); do [ "$(stat -c %s rec.mkv.part 2>/dev/null || echo 0)" -gt 20000 ] && break; sleep 0.1; done
            pull
            wait $!
            echo "exit $?"
            cat lost
            ffprobe -v error -count_frames -show_entries stream=nb_read_frames -of csv=p=0 rec.mkv
            ls rec.mkv*
            """)
        let pts = times(parts["times"] ?? [])
        #expect(pts.count >= 10 && rises(pts) && zip(pts, pts.dropFirst()).contains { $1 - $0 > 1_000_000 }, "\(parts)")
        #expect(parts["told"]?.count == 2 && parts["told"]?.first?.hasSuffix("vivid has gone; waiting for vivid to come back") == true, "\(parts)")
        #expect(parts["told"]?.last?.hasSuffix("vivid is back") == true)
        let stop = parts["stop"] ?? []
        #expect(stop.filter { $0 == "exit 1" }.count == 2 && stop.contains("vidproc: error: decode: /dev/video0: vivid has gone"), "\(parts)")
        #expect(stop.last == "rec.mkv")
        #expect(Int(stop.dropLast().last ?? "") ?? 0 > 0)
    }

    /// A control of the HDMI pair makes the driver keep every buffer that it gets: the output waits for one that never comes.
    @Test func anOutputThatGivesNoBufferBackDoesNotHoldTheEnd() throws {
        let parts = try Guest.run(
            """
            vidproc /dev/video1 --control percentage_of_dropped_buffers=100 --frames 1 null >/dev/null 2>&1
            echo "== stuck"
            vidproc pattern:bars=1280x720@10:600 /dev/video2 >told 2>&1 &
            for _ in $(seq 300); do ls -l /proc/$(pidof vidproc)/fd 2>/dev/null | grep -q video2 && break; sleep 0.1; done
            sleep 2
            kill -INT $(pidof vidproc)
            wait $!
            echo "exit $?"
            grep -c 'not shown: the device gave no buffer back' told
            cat told
            """)
        #expect(parts["stuck"]?.prefix(2) == ["exit 130", "1"], "\(parts)")
    }

    @Test func virtualCameraAndPictures() throws {
        let clip = try BuiltCommand()
        defer { clip.remove() }
        let made = try clip.shell("ffmpeg -v error -f lavfi -i testsrc2=size=320x180:rate=10 -t 2 -c:v mjpeg -q:v 4 clip.avi")
        #expect(made.status == 0, "\(made.errors)")
        let parts = try Guest.run(
            """
            vidproc pattern:bars=320x180@10:60 /dev/video9 &
            for _ in $(seq 100); do ffprobe -v quiet /dev/video9 && break; sleep 0.1; done
            echo "== bars"
            ffmpeg -v error -f v4l2 -i /dev/video9 -frames:v 3 -pix_fmt yuv420p -f rawvideo - >theirs
            kill -INT $(pidof vidproc)
            wait
            vidproc pattern:bars=320x180@10 --frames 3 --drop never - --format rawvideo | cmp - theirs && stat -c %s theirs
            echo "== held"
            vidproc /dev/video0 --size 320x180 --rate 10 --gray /dev/video9 2>told &
            for _ in $(seq 100); do ffprobe -v quiet /dev/video9 && break; sleep 0.1; done
            ffmpeg -v error -f v4l2 -i /dev/video9 -frames:v 30 -f framemd5 frames &
            sleep 2
            pull
            wait $!
            grep -vc '^#' frames
            kill -INT $(pidof vidproc)
            wait
            cat told
            echo "== mjpeg"
            ffmpeg -v quiet -re -stream_loop -1 -i '\(clip.file("clip.avi").path)' -c copy -f v4l2 /dev/video9 &
            sleep 2
            vidproc /dev/video9 --frames 12 --drop never --hash=frames
            vidproc /dev/video9 --plan null | sed -n 1,2p
            kill -9 $!
            """, modules: "vivid v4l2loopback")
        #expect(parts["bars"] == [String(3 * 86400)], "\(parts)")
        #expect(parts["held"]?.first == "30" && parts["held"]?.last?.hasSuffix("vivid has gone; waiting for vivid to come back") == true, "\(parts)")
        let mjpeg = parts["mjpeg"] ?? [], pts = times(mjpeg)
        #expect(pts.count == 12 && rises(pts), "\(parts)")
        #expect(
            mjpeg.suffix(2) == ["input      /dev/video9: mjpeg 320x180 yuvj420p, 10 fps", "mode       loopback: 320x180 MJPG, 10 fps (compressed)"], "\(parts)")
    }
}
