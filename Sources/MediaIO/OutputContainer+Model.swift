// The streams that go along with the pictures, taken from a container that was set up before the run: the input then belongs to the decoding thread.
import CFFmpeg
import VideoFrame

extension OutputContainer {
    /// A container that is never written: it has the streams, tags and chapters of `source` as an output of this plan would.
    static func model(_ plan: OutputPlan, of source: FileSource, shape: FrameShape, others: Bool) throws(MediaError) -> OutputContainer {
        let model = try OutputContainer(plan: plan)
        try model.copyStreams(of: source, video: try model.addStream(), shape: shape, others: others)
        return model
    }

    /// Makes the streams that `model` has behind its video, which is `video` here. `part`: which part of the run this container holds, in microseconds from its
    /// beginning; chapters are cut to it. `model` must outlive this container.
    func takeOthers(of model: OutputContainer, video: UnsafeMutablePointer<AVStream>, part: Range<Int64>) throws(MediaError) {
        (losses, streams, copiedPath) = (model.losses, model.streams, model.copiedPath)
        av_dict_copy(&context.pointee.metadata, model.context.pointee.metadata, 0)
        for index in 0..<Int(model.context.pointee.nb_streams) {
            guard let from = model.context.pointee.streams[index] else { continue }
            let stream = index == 0 ? video : try addStream()
            if index > 0 {
                try check(avcodec_parameters_copy(stream.pointee.codecpar, from.pointee.codecpar), "avcodec_parameters_copy", .output, plan.path)
                stream.pointee.time_base = from.pointee.time_base
                stream.pointee.avg_frame_rate = from.pointee.avg_frame_rate
            }
            stream.pointee.disposition = from.pointee.disposition
            av_dict_copy(&stream.pointee.metadata, from.pointee.metadata, 0)
            try check(cffmpeg_copy_side_data(stream, from), "av_stream_new_side_data", .output, plan.path)
        }
        for (input, copy) in model.copies {
            guard let from = model.context.pointee.streams[Int(copy.output)] else { continue }
            // What it says of the coding goes into each file's head.
            let filter: BitstreamFilter?
            if copy.filter != nil { filter = try BitstreamFilter("aac_adtstoasc", for: from) } else { filter = nil }
            copies[input] = Copy(input: from, output: copy.output, filter: filter)
        }
        let chapters = (0..<Int(model.context.pointee.nb_chapters)).compactMap { index -> AVChapter? in
            guard var chapter = model.context.pointee.chapters[index]?.pointee else { return nil }
            let unit = cffmpeg_microseconds(), base = chapter.time_base
            let first = av_rescale_q(part.lowerBound, unit, base), end = av_rescale_q(part.upperBound, unit, base)
            chapter.start = max(chapter.start, first) - first
            chapter.end = min(chapter.end, end) - first
            return chapter.end > chapter.start ? chapter : nil
        }
        try copyChapters(chapters)
    }
}
