using System.Collections.Frozen;

namespace Huoshui.Presentation;

/// <summary>The strokes of every icon, drawn by us on a grid of 24; nothing is loaded from elsewhere.</summary>
internal static class Icons
{
    private static readonly FrozenDictionary<string, string> Strokes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["home"] = "<path d='M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z'/>",
        ["bulletin"] = "<path d='M5 4h11v16H6a2 2 0 0 1-2-2V5'/><path d='M16 9h4v9a2 2 0 0 1-2 2M8 8h5M8 12h5M8 16h5'/>",
        ["chart"] = "<path d='M4 4v16h16M8 16v-4M12 16V8M16 16v-6'/>",
        ["inbox"] = "<path d='M4 13 6 5h12l2 8v6H4zM4 13h5l1 2h4l1-2h5'/>",
        ["upload"] = "<path d='M12 15V4M7 9l5-5 5 5M4 16v4h16v-4'/>",
        ["download"] = "<path d='M12 4v11M7 10l5 5 5-5M4 16v4h16v-4'/>",
        ["calendar"] = "<path d='M4 6h16v14H4zM4 10h16M8 3v5M16 3v5'/>",
        ["table"] = "<path d='M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14'/>",
        ["bank"] = "<path d='M4 9 12 4l8 5zM5 20h14M7 10v7M12 10v7M17 10v7'/>",
        ["book"] = "<path d='M5 4h13v16H6.5A1.5 1.5 0 0 1 5 18.500zM5 17h13M9 8h5'/>",
        ["users"] = "<path d='M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM3 20c0-3.500 2.500-6 6-6s6 2.500 6 6M16 4.500a3.500 3.500 0 0 1 0 6M18 14.500c2 .8 3 2.800 3 5.500'/>",
        ["user"] = "<path d='M12 11a3.700 3.700 0 1 0 0-7.400 3.700 3.700 0 0 0 0 7.400zM5 20c0-3.800 3-6.200 7-6.200s7 2.400 7 6.200'/>",
        ["key"] = "<path d='M8 16a4 4 0 1 1 3.600-5.700H20v3.400h-2v2h-3v-2h-3.400A4 4 0 0 1 8 16zM7.500 12h.1'/>",
        ["shield"] = "<path d='M12 3 5 6v5.500c0 4.300 2.800 7.600 7 9.500 4.200-1.900 7-5.200 7-9.500V6zM9 12l2.200 2.200L15 10'/>",
        ["log"] = "<path d='M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7'/>",
        ["gear"] = "<path d='M12 15.200a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M18.400 5.600l-2.100 2.100M7.700 16.300l-2.100 2.100'/>",
        ["info"] = "<path d='M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7.500v.1'/>",
        ["warn"] = "<path d='M12 4 2.800 20h18.400zM12 10v5M12 17.500v.1'/>",
        ["check"] = "<path d='M4 12.500 9.500 18 20 6.500'/>",
        ["cross"] = "<path d='M5 5l14 14M19 5 5 19'/>",
        ["search"] = "<path d='M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500 20 20'/>",
        ["phone"] = "<path d='M7 3h10v18H7zM11 18h2'/>",
        ["menu"] = "<path d='M4 7h16M4 12h16M4 17h16'/>",
        ["next"] = "<path d='m9 5 7 7-7 7'/>",
        ["back"] = "<path d='m15 5-7 7 7 7'/>",
        ["down"] = "<path d='m5 9 7 7 7-7'/>",
        ["print"] = "<path d='M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z'/>",
        ["lock"] = "<path d='M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3'/>",
        ["eye"] = "<path d='M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z'/>",
        ["trace"] = "<path d='M5 4v6a4 4 0 0 0 4 4h10M15 10l4 4-4 4M5 18v2'/>",
        ["globe"] = "<path d='M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c2.600 2.500 3.800 5.500 3.800 9s-1.200 6.500-3.800 9c-2.600-2.500-3.800-5.500-3.800-9S9.400 5.500 12 3z'/>",
        ["leaf"] = "<path d='M5 19c0-9 5-14 15-14 0 10-5 15-12 14-1.500-.2-2.500-1-3-2M5 19c2-4 5-7 9-9'/>",
        ["chip"] = "<path d='M7 7h10v10H7zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4'/>",
        ["shop"] = "<path d='M4 9 5.500 4h13L20 9c0 1.500-1 2.500-2.500 2.500S15 10.500 14.700 9c-.2 1.500-1.200 2.500-2.700 2.500S9.500 10.500 9.300 9C9 10.500 8 11.500 6.500 11.500S4 10.500 4 9zM5.500 12v8h13v-8M10 20v-5h4v5'/>",
        ["heart"] = "<path d='M12 20C6 15.500 3.500 12.500 3.500 9A4.300 4.300 0 0 1 12 7.300 4.300 4.300 0 0 1 20.500 9c0 3.500-2.500 6.500-8.500 11z'/>",
        ["link"] = "<path d='M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1'/>",
        ["clock"] = "<path d='M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2'/>",
        ["stack"] = "<path d='m12 4 9 4.500-9 4.500-9-4.500zM3.500 13 12 17.200 20.500 13M3.500 17 12 21l8.500-4'/>",
        ["exit"] = "<path d='M14 4H5v16h9M10 12h11M17 8l4 4-4 4'/>",
        ["plus"] = "<path d='M12 5v14M5 12h14'/>",
        ["flow"] = "<path d='M3 8c3-3 6-3 9 0s6 3 9 0M3 14c3-3 6-3 9 0s6 3 9 0'/>",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The strokes of one icon; those of <c>info</c> for a name that is not there.</summary>
    public static string Of(string name) => Strokes.TryGetValue(name, out var strokes) ? strokes : Strokes["info"];
}
