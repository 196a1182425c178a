using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>令牌 What opens the provider's desk: a random word made at the start, or one of a file. Only its hash is
/// kept.
/// Immutable.</summary>
public sealed class DeskToken
{
    /// <summary>Fewest characters of a token that a person chose.</summary>
    public const int ShortestLength = 32;

    private const int RandomBytes = 32;
    private readonly byte[] _hash;

    private DeskToken(string text) => _hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>A new token, and its text for the one who starts the desk.</summary>
    public static (DeskToken Token, string Text) Generate()
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        return (new DeskToken(text), text);
    }

    /// <summary>The token of a file: its first line.</summary>
    /// <exception cref="InvalidDataException">It is shorter than <see cref="ShortestLength"/>.</exception>
    public static DeskToken Read(string path)
    {
        var text = File.ReadLines(path).FirstOrDefault()?.Trim() ?? string.Empty;
        return text.Length >= ShortestLength ? new DeskToken(text) : throw new InvalidDataException(
            $"{path} 的第一行应有至少 {ShortestLength} 个字符 / its first line must have at least {ShortestLength} characters");
    }

    /// <summary>Whether a text is the token; takes the same time for every wrong one.</summary>
    public bool Matches(string? text) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text ?? string.Empty)), _hash);
}
