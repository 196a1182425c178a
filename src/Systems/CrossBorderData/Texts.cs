namespace Huoshui.Systems.CrossBorderData;

/// <summary>Names the resources of the system: <c>Texts.resx</c> (zh-CN), <c>Texts.zh-Hant.resx</c>,
/// <c>Texts.en.resx</c>.</summary>
public sealed class Texts;
