namespace Huoshui.Warehouse;

/// <summary>A raw file of a filing (报送文件): CSV, Parquet, or a zip of them.</summary>
/// <param name="Path">Where its bytes lie.</param>
/// <param name="Name">The name under which it was filed; tells the table (F27.csv, xx_F27_2025.csv) and the
/// kind.</param>
/// <param name="Filing">Ordinal of the filing in this run, from 0.</param>
/// <param name="FileNo">Number of the file within its filing, as findings show it; entries of a zip share it.</param>
public sealed record IncomingFile(string Path, string Name, int Filing, int FileNo)
{
    /// <summary>Code of the table; null finds it from the name.</summary>
    public string? Table { get; init; }

    /// <summary>How its text is encoded; null finds it out.</summary>
    public FileEncoding? Encoding { get; init; }
}

/// <summary>How the text of a filed CSV is encoded.</summary>
public enum FileEncoding
{
    /// <summary>UTF-8, with or without a byte order mark.</summary>
    Utf8,

    /// <summary>GB 18030, and GBK and GB 2312 with it.</summary>
    Gb18030,
}
