using Huoshui.Diagnostics;

namespace Huoshui.Systems.Visits.Photos;

/// <summary>Why a photo is refused: each code stands in <c>docs/reference/visit-diagnostics.md</c>.</summary>
internal static class PhotoRefusals
{
    private const long BytesPerMegabyte = 1024 * 1024;

    public static Diagnostic TooLarge(long? sent, long most) => Diagnostic.Error("VIS1070",
        $"照片{(sent is { } bytes ? $"有 {Megabytes(bytes)} MB，" : string.Empty)}超过上限 {Megabytes(most)} MB；没有保存，"
        + "走访记录不受影响。请用手机调小后再传。",
        $"The photo {(sent is { } size ? $"has {Megabytes(size)} MB, more than" : "has more than")} the limit of "
        + $"{Megabytes(most)} MB. It was not kept, the visit is not affected; make it smaller and send it again.");

    public static Diagnostic NoPhoto { get; } = Diagnostic.Error("VIS1071",
        "这不是能读的照片：只收完整的 JPEG、PNG、WebP（按内容判断，不看文件名）。走访记录不受影响，请重拍或换一张。",
        "This is no photo that can be read: whole JPEG, PNG and WebP files are taken, by content and not by name. The "
        + "visit is not affected; take another one.");

    public static Diagnostic TooMany(int most) => Diagnostic.Error("VIS1072",
        $"一次走访最多 {most} 张照片；这一张没有保存。", $"A visit has {most} photos at most; this one was not kept.");

    public static Diagnostic Consent { get; } = Diagnostic.Error("VIS1073",
        "没有当面征得照片授权，或授权书已有新版本；请征得同意并勾选后再传。",
        "Consent to photos was not given, or its text has a new version; ask for it, tick it and send the photo "
        + "again.");

    public static Diagnostic TooManyPixels(long most) => Diagnostic.Error("VIS1074",
        $"照片的尺寸太大（超过 {most / 1_000_000} 百万像素）；请调小后再传。",
        $"The picture has more than {most / 1_000_000} million pixels; make it smaller and send it again.");

    /// <summary>The refusals of codes between commas, as a page hands them on to the next; a code that is none of
    /// photos is left out.</summary>
    public static IEnumerable<Diagnostic> Of(string codes, long mostBytes, int mostPhotos) =>
        codes.Split(',').Select(code => code switch
        {
            "VIS1070" => TooLarge(null, mostBytes),
            "VIS1071" => NoPhoto,
            "VIS1072" => TooMany(mostPhotos),
            "VIS1073" => Consent,
            "VIS1074" => TooManyPixels(PhotoLimits.Pixels),
            _ => null,
        }).OfType<Diagnostic>();

    private static string Megabytes(long bytes) => (bytes / (decimal)BytesPerMegabyte)
        .ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}
