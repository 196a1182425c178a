namespace Huoshui.Presentation;

/// <summary>Names the resources of the shared components: <c>Texts.resx</c> (zh-CN) and <c>Texts.en.resx</c>.</summary>
internal sealed class Texts;
