namespace Huoshui.Documents;

/// <summary>
/// The type faces that GB/T 9704 names, each with what is used where it is not installed. A docx names the wanted face
/// (the reader's machine replaces it), a PDF the first that the rendering machine has.
/// </summary>
/// <param name="Title">小标宋体.</param>
/// <param name="Text">仿宋体.</param>
/// <param name="Heading">黑体.</param>
/// <param name="SubHeading">楷体.</param>
public sealed record FontMap(FontChoice Title, FontChoice Text, FontChoice Heading, FontChoice SubHeading)
{
    /// <summary>The faces of the standard, falling back on Noto.</summary>
    public static FontMap Standard { get; } = new(
        new FontChoice("方正小标宋简体", ["FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", "SimSun"]),
        new FontChoice("仿宋_GB2312", ["FangSong", "仿宋", "Noto Serif CJK SC"]),
        new FontChoice("黑体", ["SimHei", "Noto Sans CJK SC"]),
        new FontChoice("楷体_GB2312", ["KaiTi", "楷体", "Noto Serif CJK SC"]));
}

/// <summary>A face and its substitutes, best first.</summary>
/// <param name="Wanted">As the standard names it.</param>
/// <param name="Fallbacks">Tried in order.</param>
public sealed record FontChoice(string Wanted, IReadOnlyList<string> Fallbacks)
{
    internal string Css => string.Join(", ", Fallbacks.Prepend(Wanted).Select(name => $"'{name}'")) + ", serif";
}
