namespace Huoshui.Presentation;

/// <summary>One part of a page (<see cref="Tabs"/>).</summary>
/// <param name="Key">Its name in the address.</param>
/// <param name="Title">Its title, in the language of the page.</param>
/// <param name="Href">Where it is.</param>
/// <param name="Count">How many things it holds; null to say nothing.</param>
public sealed record Tab(string Key, string Title, string Href, long? Count = null);
