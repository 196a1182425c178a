namespace Huoshui.Desk;

/// <summary>Names the resources of the desk: <c>Texts.resx</c> (zh-CN), <c>Texts.zh-Hant.resx</c>,
/// <c>Texts.en.resx</c>.</summary>
public sealed class Texts;
