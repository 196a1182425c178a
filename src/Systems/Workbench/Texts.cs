namespace Huoshui.Systems.Workbench;

/// <summary>Names the resources of the system: <c>Texts.resx</c> (zh-CN) and <c>Texts.en.resx</c>.</summary>
public sealed class Texts;
