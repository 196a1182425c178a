using System.Text.Json;
using System.Text.Json.Serialization;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>A signing key of a provider with its time, as its folder keeps it.</summary>
/// <param name="Key">The vkey.</param>
/// <param name="From">From when on it may be used.</param>
/// <param name="Until">The first moment at which it may no longer be used.</param>
/// <param name="CompromisedAt">From when on somebody else may have it; null if nobody has.</param>
public sealed record ProviderKey(string Key, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset? CompromisedAt)
{
    internal IssuerKey ToIssuerKey() => new(VerifierKey.TryParse(Key)!, From, Until, CompromisedAt);
}

/// <summary>提供方 What a provider's folder says of itself; nothing of any subject stands in it.</summary>
/// <param name="Name">Its name, as its keys have it.</param>
/// <param name="TitleZh">Its name in Chinese.</param>
/// <param name="TitleEn">Its name in English.</param>
/// <param name="Licence">Number of its licence.</param>
/// <param name="Roots">Its root keys, vkeys.</param>
/// <param name="Keys">Its signing keys, past ones too.</param>
/// <param name="ManifestSequence">Number of the last manifest; 0 before the first.</param>
/// <param name="StatusSequence">Number of the last status list; 0 before the first.</param>
public sealed record ProviderProfile(
    string Name, string TitleZh, string TitleEn, string Licence, IReadOnlyList<string> Roots,
    IReadOnlyList<ProviderKey> Keys, int ManifestSequence, int StatusSequence)
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>As a verifier trusts it.</summary>
    public TrustedIssuer ToTrusted() => new(
        Name, TitleZh, TitleEn, Licence, [.. Roots.Select(r => VerifierKey.TryParse(r)!)]);

    /// <summary>The file.</summary>
    public byte[] ToArray() => JsonSerializer.SerializeToUtf8Bytes(this, Form);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static ProviderProfile Read(string path)
    {
        try
        {
            var profile = JsonSerializer.Deserialize<ProviderProfile>(File.ReadAllBytes(path));
            if (profile is { Roots: not null, Keys: not null }
                && profile.Roots.Concat(profile.Keys.Select(k => k.Key)).All(k => VerifierKey.TryParse(k) is not null))
            {
                return profile;
            }
        }
        catch (JsonException)
        {
            // told below
        }

        throw new InvalidDataException($"{path} 不是提供方的文件 / is no profile of a provider");
    }
}
