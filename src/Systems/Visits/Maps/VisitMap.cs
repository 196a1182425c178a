using Huoshui.Operations;

namespace Huoshui.Systems.Visits.Maps;

/// <summary>Which areas a map has.</summary>
public static class MapLevels
{
    /// <summary>管理区 of the city.</summary>
    public const string District = "district";

    /// <summary>街道.</summary>
    public const string Street = "street";

    /// <summary>Both.</summary>
    public static IReadOnlyList<string> All { get; } = [District, Street];
}

/// <summary>地图: a version that the operator loaded. The newest of a level that was not removed is in use. Owned by
/// <see cref="MapDesk"/>.</summary>
public sealed class VisitMap : IRevised
{
    /// <summary>The key; rises with time.</summary>
    public Guid Id { get; init; }

    /// <summary>One of <see cref="MapLevels"/>.</summary>
    public string Level { get; init; } = string.Empty;

    /// <summary>Name of the file.</summary>
    public string FileName { get; init; } = string.Empty;

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public string Sha256 { get; init; } = string.Empty;

    /// <summary>审图号, printed under the map; null where none was given.</summary>
    public string? ApprovalNumber { get; init; }

    /// <summary>Features of the file.</summary>
    public int Features { get; init; }

    /// <summary>Points of the file.</summary>
    public int Points { get; init; }

    /// <summary>Codes of the level that the file has not, between commas.</summary>
    public string Missing { get; init; } = string.Empty;

    /// <summary>JSON of a <see cref="MapPicture"/>.</summary>
    public string Picture { get; init; } = string.Empty;

    /// <summary>Who loaded it.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who removed it; null while it stands.</summary>
    public string? RemovedBy { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }
}

/// <summary>What is drawn.</summary>
/// <param name="Width">Of the drawing, in its own units.</param>
/// <param name="Height">Of the drawing.</param>
/// <param name="Areas">One a code.</param>
/// <param name="Left">Where it begins.</param>
/// <param name="Top">Where it begins.</param>
public sealed record MapPicture(
    int Width, int Height, IReadOnlyList<MapArea> Areas, int Left = 0, int Top = 0);

/// <summary>An area of a drawing.</summary>
/// <param name="Code">管理区 or 街道.</param>
/// <param name="Path">An SVG path, to be filled by the even-odd rule.</param>
/// <param name="Left">The left end of its frame.</param>
/// <param name="Top">The upper end.</param>
/// <param name="Right">The right end.</param>
/// <param name="Bottom">The lower end.</param>
/// <param name="NameX">Where its name stands, inside the area; null for a map that was loaded before names.</param>
/// <param name="NameY">See <paramref name="NameX"/>.</param>
public sealed record MapArea(
    string Code, string Path, double Left, double Top, double Right, double Bottom, double? NameX = null,
    double? NameY = null);
