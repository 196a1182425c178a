namespace Huoshui.Portal;

/// <summary>Names the resources of the portal's own pages: <c>Texts.resx</c> (zh-CN) and
/// <c>Texts.en.resx</c>.</summary>
internal sealed class Texts;
