using Huoshui.Diagnostics;
using SkiaSharp;

namespace Huoshui.Systems.Visits.Photos;

/// <summary>A picture that holds nothing but pixels.</summary>
/// <param name="Jpeg">The file.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
internal sealed record CleanPhoto(byte[] Jpeg, int Width, int Height);

/// <summary>去除照片信息: a photo is decoded and its pixels are written anew, upright and no larger than needed; EXIF
/// (place, time, device), comments, thumbnails and whatever else was in the file stay behind. Stateless.</summary>
internal static class PhotoCleaner
{
    private static readonly SKSamplingOptions Sampling = new(SKCubicResampler.Mitchell);

    private static readonly SemaphoreSlim Room = new(PhotoLimits.DecodedAtOnce);

    /// <summary>Cleans a photo when there is room for its pixels.</summary>
    public static async Task<(CleanPhoto? Photo, Diagnostic? Why)> CleanAsync(
        byte[] content, int mostSide, CancellationToken cancellationToken)
    {
        await Room.WaitAsync(cancellationToken);
        try
        {
            return Clean(content, mostSide);
        }
        finally
        {
            Room.Release();
        }
    }

    /// <summary>Cleans a photo.</summary>
    /// <param name="content">The file as it was sent.</param>
    /// <param name="mostSide">The longer side of the result, pixels.</param>
    /// <returns>The picture, or why it is none.</returns>
    public static (CleanPhoto? Photo, Diagnostic? Why) Clean(byte[] content, int mostSide)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data);
        if (codec?.EncodedFormat is not
            (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp))
        {
            return (null, PhotoRefusals.NoPhoto);
        }

        if ((long)codec.Info.Width * codec.Info.Height > PhotoLimits.Pixels)
            return (null, PhotoRefusals.TooManyPixels(PhotoLimits.Pixels));
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success)
            return (null, PhotoRefusals.NoPhoto); // cut off in the middle
        return (Written(bitmap, codec.EncodedOrigin, mostSide), null);
    }

    private static CleanPhoto Written(SKBitmap bitmap, SKEncodedOrigin origin, int mostSide)
    {
        var turned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop
            or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = turned ? (bitmap.Height, bitmap.Width) : (bitmap.Width, bitmap.Height);
        var scale = Math.Min(1f, mostSide / (float)Math.Max(width, height));
        var (wide, high) = (Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)));
        using var surface = SKSurface.Create(new SKImageInfo(wide, high, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        canvas.Scale(wide / (float)width, high / (float)height);
        canvas.Concat(Upright(origin, width, height));
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, 0, 0, Sampling);
        using var snapshot = surface.Snapshot();
        using var jpeg = snapshot.Encode(SKEncodedImageFormat.Jpeg, PhotoLimits.JpegQuality);
        return new CleanPhoto(jpeg.ToArray(), wide, high);
    }

    // EXIF 2.32, 4.6.5 Orientation: from stored to upright, whose size is given.
    private static SKMatrix Upright(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, width, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, width, -1, 0, height, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, height, 0, 0, 1),
        _ => SKMatrix.CreateIdentity(),
    };
}
