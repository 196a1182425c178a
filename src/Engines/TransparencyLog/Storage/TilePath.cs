using System.Globalization;

namespace Huoshui.TransparencyLog.Storage;

/// <summary>Paths of tiles and entry bundles below a log's folder (C2SP tlog-tiles).</summary>
internal static class TilePath
{
    /// <summary>Hashes of a full tile, and entries of a full bundle.</summary>
    public const int Width = 256;

    /// <summary>Levels of a tree that one tile spans.</summary>
    public const int Height = 8;

    /// <summary>Levels of tiles that a tree of up to 2^63 - 1 leaves has.</summary>
    public const int Levels = 8;

    private const int PathDigits = 3;
    private const long PathBase = 1000;

    /// <summary><c>tile/L/N[.p/W]</c>; a width of 256 is a full tile.</summary>
    public static string OfTile(int level, long number, int width) =>
        $"tile/{level.ToString(CultureInfo.InvariantCulture)}/{Number(number)}{Partial(width)}";

    /// <summary><c>tile/entries/N[.p/W]</c>.</summary>
    public static string OfBundle(long number, int width) => $"tile/entries/{Number(number)}{Partial(width)}";

    /// <summary>1234067 is <c>x001/x234/067</c>.</summary>
    public static string Number(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var path = Group(number % PathBase);
        for (var rest = number / PathBase; rest > 0; rest /= PathBase)
            path = $"x{Group(rest % PathBase)}/{path}";
        return path;
    }

    /// <summary>Hashes of the rightmost tile of a level in a tree; 0 when the level ends with a full tile.</summary>
    public static int PartialWidth(long size, int level) => (int)((size >> (level * Height)) % Width);

    private static string Partial(int width) =>
        width == Width ? string.Empty : $".p/{width.ToString(CultureInfo.InvariantCulture)}";

    private static string Group(long number) =>
        number.ToString(CultureInfo.InvariantCulture).PadLeft(PathDigits, '0');
}
