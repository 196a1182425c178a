using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Huoshui.Portal.Tests;

/// <summary>What an authenticator app shows: RFC 6238 with SHA-1, six digits, thirty seconds.</summary>
internal static class Totp
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Of(string key, DateTimeOffset at)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, at.ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // the standard's own default
        var hash = HMACSHA1.HashData(Decode(key.Replace(" ", string.Empty, StringComparison.Ordinal)), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string text)
    {
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var letter in text)
        {
            bits = ((bits << 5) | Base32.IndexOf(letter, StringComparison.Ordinal)) & 0xFFFF;
            count += 5;
            if (count < 8)
                continue;
            count -= 8;
            bytes.Add((byte)((bits >> count) & 0xFF));
        }

        return [.. bytes];
    }
}
