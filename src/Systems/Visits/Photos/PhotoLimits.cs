namespace Huoshui.Systems.Visits.Photos;

/// <summary>What the program itself can take of photos; what the office wants of them stands in the pack.</summary>
internal static class PhotoLimits
{
    /// <summary>A photo beyond the pack's limit is read and thrown away up to here, so that its sender gets an answer
    /// instead of a broken connection; what is larger still is cut off.</summary>
    public const long DrainBytes = 100L * 1024 * 1024;

    /// <summary>Largest form that records a visit with its photos.</summary>
    public const long FormBytes = 64L * 1024 * 1024;

    /// <summary>Pixels of a picture that is decoded: a small file may hold a huge one.</summary>
    public const long Pixels = 60_000_000;

    /// <summary>Pictures decoded at once: one of the largest takes 240 MB.</summary>
    public const int DecodedAtOnce = 2;

    /// <summary>Quality of the JPEG that is kept, 1 to 100.</summary>
    public const int JpegQuality = 82;

    /// <summary>Photos that one pass of the sweep deletes.</summary>
    public const int SweptAtOnce = 500;
}
