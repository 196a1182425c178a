using Huoshui.Warehouse.Partials;
using Xunit;

namespace Huoshui.Warehouse.Tests.Partials;

public sealed class BorrowerKeyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-key-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "borrower.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_folder_keeps_its_key_for_its_owner_alone()
    {
        var first = BorrowerKey.In(_folder.FullName);
        Assert.Equal(first.Id, BorrowerKey.In(_folder.FullName).Id);
        Assert.DoesNotContain(first.Id, File.ReadAllText(Path), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    // A new key would count everybody under another name: it is never made in the place of a broken one.
    [Theory]
    [InlineData("")]
    [InlineData("00112233")]
    [InlineData("zz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    [InlineData("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00")]
    public void A_broken_key_is_refused_and_left_as_it_is(string text)
    {
        File.WriteAllText(Path, text);
        var refusal = Assert.Throws<InvalidDataException>(() => BorrowerKey.In(_folder.FullName));
        Assert.Contains(Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("请从备份恢复", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(Path));
    }
}
