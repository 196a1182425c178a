namespace Huoshui.Policies.Derivation;

/// <summary>A field's name as a script writes it.</summary>
internal static class VtlName
{
    /// <summary>Keywords of VTL are lower case, so that a name which begins with a capital needs no quotes.</summary>
    public static string Of(string name) =>
        char.IsAsciiLetterUpper(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') || name == "key_rows"
            ? name
            : $"'{name}'";
}
