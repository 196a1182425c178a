using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Huoshui.TransparencyLogVerifier.Merkle;

/// <summary>
/// SHA-256 (FIPS 180-4 §6.2) of sixteen messages at once, for hashing trees: .NET has no hash of many small messages.
/// Compared with the library when it is first used; where it differs or AVX-512 is missing, the library does the work.
/// </summary>
internal static class Sha256Lanes
{
    /// <summary>Messages that are hashed at once.</summary>
    public const int Lanes = 16;

    private const int BlockBytes = 64;
    private const int BlockWords = 16;
    private const int Rounds = 64;
    private const int PaddingBytes = 9; // 0x80 and the length in 64 bits

    private static readonly uint[] RoundConstants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private static readonly uint[] InitialState =
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private static readonly Lazy<bool> Usable = new(() => Avx512F.IsSupported && AgreesWithTheLibrary());

    /// <summary>Whether this processor can, and the result is that of the library.</summary>
    public static bool IsSupported => Usable.Value;

    /// <summary>Blocks that a message takes with its padding.</summary>
    public static int Blocks(int bytes) => (bytes + PaddingBytes + BlockBytes - 1) / BlockBytes;

    /// <summary>Hashes sixteen messages that take the same number of blocks.</summary>
    /// <param name="messages">
    /// The messages one behind the other, each in a room of <paramref name="blocks"/> blocks whose rest is zero.
    /// </param>
    /// <param name="lengths">Length of each message in bytes.</param>
    /// <param name="blocks">Blocks of each.</param>
    /// <param name="digests">Sixteen digests.</param>
    public static void Hash(Span<byte> messages, ReadOnlySpan<int> lengths, int blocks, Span<Digest> digests)
    {
        var room = blocks * BlockBytes;
        for (var lane = 0; lane < Lanes; lane++)
        {
            var message = messages.Slice(lane * room, room);
            message[lengths[lane]] = 0x80;
            BinaryPrimitives.WriteUInt64BigEndian(message[^sizeof(ulong)..], (ulong)lengths[lane] * 8);
        }

        Span<Vector512<uint>> state = stackalloc Vector512<uint>[InitialState.Length];
        for (var i = 0; i < state.Length; i++)
            state[i] = Vector512.Create(InitialState[i]);
        Span<Vector512<uint>> schedule = stackalloc Vector512<uint>[Rounds];
        for (var block = 0; block < blocks; block++)
        {
            Transpose(messages[(block * BlockBytes)..], room, MemoryMarshal.Cast<Vector512<uint>, uint>(schedule));
            Compress(state, schedule);
        }

        Write(MemoryMarshal.Cast<Vector512<uint>, uint>(state), digests);
    }

    // The first sixteen words of the schedule: word t of all lanes side by side.
    private static void Transpose(ReadOnlySpan<byte> messages, int room, Span<uint> words)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            var block = MemoryMarshal.Cast<byte, uint>(messages.Slice(lane * room, BlockBytes));
            for (var t = 0; t < BlockWords; t++)
                words[(t * Lanes) + lane] = BinaryPrimitives.ReverseEndianness(block[t]);
        }
    }

    private static void Compress(Span<Vector512<uint>> state, Span<Vector512<uint>> schedule)
    {
        for (var t = BlockWords; t < Rounds; t++)
        {
            schedule[t] =
                SmallSigma1(schedule[t - 2]) + schedule[t - 7] + SmallSigma0(schedule[t - 15]) + schedule[t - 16];
        }

        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        for (var t = 0; t < Rounds; t++)
        {
            var first = h + Sigma1(e) + Avx512F.TernaryLogic(e, f, g, 0xCA)
                + Vector512.Create(RoundConstants[t]) + schedule[t];
            var second = Sigma0(a) + Avx512F.TernaryLogic(a, b, c, 0xE8);
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    private static void Write(ReadOnlySpan<uint> state, Span<Digest> digests)
    {
        Span<byte> digest = stackalloc byte[Digest.Size];
        for (var lane = 0; lane < Lanes; lane++)
        {
            for (var word = 0; word < InitialState.Length; word++)
                BinaryPrimitives.WriteUInt32BigEndian(digest[(word * sizeof(uint))..], state[(word * Lanes) + lane]);
            digests[lane] = new Digest(digest);
        }
    }

    private static Vector512<uint> Sigma0(Vector512<uint> x) =>
        Xor(Avx512F.RotateRight(x, 2), Avx512F.RotateRight(x, 13), Avx512F.RotateRight(x, 22));

    private static Vector512<uint> Sigma1(Vector512<uint> x) =>
        Xor(Avx512F.RotateRight(x, 6), Avx512F.RotateRight(x, 11), Avx512F.RotateRight(x, 25));

    private static Vector512<uint> SmallSigma0(Vector512<uint> x) =>
        Xor(Avx512F.RotateRight(x, 7), Avx512F.RotateRight(x, 18), x >>> 3);

    private static Vector512<uint> SmallSigma1(Vector512<uint> x) =>
        Xor(Avx512F.RotateRight(x, 17), Avx512F.RotateRight(x, 19), x >>> 10);

    private static Vector512<uint> Xor(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        Avx512F.TernaryLogic(x, y, z, 0x96);

    private static bool AgreesWithTheLibrary()
    {
        foreach (var length in (int[])[0, 55, 56, 65, 257])
        {
            var (blocks, digests) = (Blocks(length), new Digest[Lanes]);
            var room = blocks * BlockBytes;
            var messages = new byte[Lanes * room];
            for (var lane = 0; lane < Lanes; lane++)
            {
                for (var i = 0; i < length; i++)
                    messages[(lane * room) + i] = (byte)(((i * 131) + (lane * 17) + length) % 251);
            }

            var expected = Enumerable.Range(0, Lanes)
                .Select(lane => new Digest(SHA256.HashData(messages.AsSpan(lane * room, length)))).ToArray();
            Hash(messages, [.. Enumerable.Repeat(length, Lanes)], blocks, digests);
            if (!expected.AsSpan().SequenceEqual(digests))
                return false;
        }

        return true;
    }
}
