using Huoshui.Cli.Border;
using Huoshui.Systems.CrossBorderData;
using Xunit;

namespace Huoshui.Cli.Tests.Border;

/// <summary>Whom a node lets write: what the profiles say now, read once for each change.</summary>
public sealed class RegisteredKeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-registered-").FullName;

    [Fact]
    public void A_profile_is_read_once_and_again_when_it_changed()
    {
        Provide("a");
        var keys = new RegisteredKeys([At("a"), At("a/provider.json")]);
        var first = keys.Now();
        Assert.Equal(4, first.Count); // a root and a signing key of each
        Assert.Same(first, keys.Now());

        Provide("b");
        File.Copy(At("b/provider.json"), At("a/provider.json"), overwrite: true);
        File.SetLastWriteTimeUtc(At("a/provider.json"), DateTime.UnixEpoch); // an older one may be put back
        Assert.Equal(EgressGate.KeysOf([ProviderProfile.Read(At("b/provider.json"))])[0].Id, keys.Now()[0].Id);
    }

    [Fact]
    public void A_profile_that_is_gone_or_none_is_an_error_each_time_and_not_the_keys_of_before()
    {
        Provide("a");
        var keys = new RegisteredKeys([At("a")]);
        keys.Now();
        File.WriteAllText(At("a/provider.json"), "{}");
        Assert.Throws<InvalidDataException>(keys.Now);
        Assert.Throws<InvalidDataException>(keys.Now);
        File.Delete(At("a/provider.json"));
        Assert.Throws<FileNotFoundException>(keys.Now);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Provide(string name) => ProviderFolder.Create(
        At(name), new ProviderProfile($"{name}.example.cn/x", "甲", "A", "1", [], [], 0, 0), "p", 90, DateTimeOffset.UnixEpoch);

    private string At(string name) => Path.Combine(_folder, name);
}
