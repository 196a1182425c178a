using System.Text;
using Xunit;

namespace Huoshui.Warehouse.Tests.Facts;

public sealed class RawStoreTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-raw-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task A_file_lies_under_its_hash()
    {
        var file = await AddAsync("abc");

        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", file.Sha256);
        Assert.Equal(Path.Combine(_root.FullName, "ba", file.Sha256), file.Path);
        Assert.Equal("abc", await File.ReadAllTextAsync(file.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_same_bytes_twice_are_one_file()
    {
        var first = await AddAsync("abc");
        var second = await AddAsync("abc");

        Assert.Equal((true, false), (first.IsNew, second.IsNew));
        Assert.Single(Directory.GetFiles(_root.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_same_bytes_at_once_are_one_file()
    {
        var files = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AddAsync("abc")));

        Assert.Single(files.Select(f => f.Path).Distinct());
        Assert.Single(Directory.GetFiles(_root.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        await Assert.ThrowsAsync<IOException>(() =>
            new RawStore(_root.FullName).AddAsync(new BreakingStream(), TestContext.Current.CancellationToken));

        Assert.Empty(Directory.GetFiles(_root.FullName, "*", SearchOption.AllDirectories));
    }

    private Task<RawFile> AddAsync(string text) => new RawStore(_root.FullName).AddAsync(
        new MemoryStream(Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken);

    private sealed class BreakingStream : MemoryStream
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _reads++ == 0 ? ValueTask.FromResult(100) : throw new IOException("the line is dead");
    }
}
