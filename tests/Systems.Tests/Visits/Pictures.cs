using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>Pictures as phones make them, with EXIF of place and orientation.</summary>
internal static class Pictures
{
    /// <summary>What the EXIF says, to look for.</summary>
    public const string Place = "GPS-22.5431N-114.0579E";

    public const int TurnedRight = 6;

    /// <summary>Left half red, right half blue, as stored.</summary>
    public static byte[] Of(int width, int height, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.Blue);
        using var red = new SKPaint { Color = SKColors.Red };
        surface.Canvas.DrawRect(0, 0, width / 2f, height, red);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A JPEG with EXIF: an orientation and a description.</summary>
    public static byte[] WithExif(int width, int height, int orientation = 1)
    {
        var jpeg = Of(width, height);
        var text = Encoding.ASCII.GetBytes(Place + "\0");
        var tiff = new byte[8 + 2 + (2 * 12) + 4 + text.Length];
        Encoding.ASCII.GetBytes("II*\0").CopyTo(tiff, 0);
        BinaryPrimitives.WriteInt32LittleEndian(tiff.AsSpan(4), 8);
        BinaryPrimitives.WriteInt16LittleEndian(tiff.AsSpan(8), 2);
        Entry(tiff.AsSpan(10), 0x010E, 2, text.Length, 8 + 2 + (2 * 12) + 4); // ImageDescription
        Entry(tiff.AsSpan(22), 0x0112, 3, 1, orientation); // Orientation
        text.CopyTo(tiff, 8 + 2 + (2 * 12) + 4);
        var segment = new byte[4 + 6 + tiff.Length];
        (segment[0], segment[1]) = (0xFF, 0xE1);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(segment.Length - 2));
        Encoding.ASCII.GetBytes("Exif\0\0").CopyTo(segment, 4);
        tiff.CopyTo(segment, 10);
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    private static void Entry(Span<byte> at, ushort tag, short type, int count, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(at, tag);
        BinaryPrimitives.WriteInt16LittleEndian(at[2..], type);
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], count);
        BinaryPrimitives.WriteInt32LittleEndian(at[8..], value);
    }
}
