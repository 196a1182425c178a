using Huoshui.TransparencyLog.Sealing;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Sealing;

/// <summary>HPKE against the RFC's own vector, and what a relay's box withstands.</summary>
public sealed class HpkeTests
{
    // RFC 9180, A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base.
    private const string Info = "4f6465206f6e2061204772656369616e2055726e";
    private const string Ephemeral = "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736";
    private const string Encapsulated = "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431";
    private const string Public = "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d";
    private const string Private = "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8";
    private const string Additional = "436f756e742d30";
    private const string Ciphertext =
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a";

    [Fact]
    public void The_vector_of_the_RFC_is_sealed_and_opened_byte_for_byte()
    {
        var message = "Beauty is truth, truth beauty"u8;
        var box = Hpke.Seal(Hex(Public), Hex(Info), Hex(Additional), message, Hex(Ephemeral));
        Assert.Equal(Encapsulated + Ciphertext, Convert.ToHexStringLower(box));
        Assert.Equal(message.ToArray(), Hpke.Open(Hex(Private), Hex(Info), Hex(Additional), box));
    }

    [Fact]
    public void A_box_opens_with_its_key_only_and_not_with_a_changed_byte()
    {
        var keys = RelayKeys.Generate();
        var content = "数据包"u8.ToArray();
        var box = RelayAddress.TryParse(keys.Address.ToString())!.Seal(content);
        Assert.Equal(content, keys.Open(box)!);
        Assert.Null(RelayKeys.Generate().Open(box));
        foreach (var place in new[] { 0, 31, 32, 40, box.Length - 1 })
        {
            var changed = box.ToArray();
            changed[place] ^= 1;
            Assert.Null(keys.Open(changed));
        }

        Assert.Null(keys.Open(box.AsSpan(1)));
        Assert.Null(keys.Open([]));
        Assert.Null(keys.Open(new byte[box.Length])); // a point of small order
        Assert.True(box.AsSpan().IndexOf(content) < 0);
    }

    [Fact]
    public void The_length_of_a_box_says_little_and_the_same_content_is_never_sealed_to_the_same_bytes()
    {
        var address = RelayKeys.Generate().Address;
        Assert.Equal(address.Seal(new byte[1]).Length, address.Seal(new byte[60_000]).Length);
        Assert.NotEqual(address.Seal(new byte[1]), address.Seal(new byte[1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("huoshui-relay+")]
    [InlineData("huoshui-relay+AAAA")]
    [InlineData("holder+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void What_is_no_address_is_none(string text) => Assert.Null(RelayAddress.TryParse(text));

    [Fact]
    public void A_key_is_kept_under_a_passphrase()
    {
        var file = Path.GetTempFileName();
        File.Delete(file);
        var keys = RelayKeys.Generate();
        keys.Write(file, "open sesame");
        Assert.Equal(keys.Address.ToString(), RelayKeys.Read(file, "open sesame").Address.ToString());
        Assert.Throws<LogRefusedException>(() => RelayKeys.Read(file, "sesame"));
        File.Delete(file);
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
