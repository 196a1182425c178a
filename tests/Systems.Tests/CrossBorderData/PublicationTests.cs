using System.Text;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.Systems.Tests.CrossBorderData;

/// <summary>What a provider publishes, while somebody reads it all the time.</summary>
public sealed class PublicationTests : IDisposable
{
    private const string Name = "status-0";

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-publication-").FullName;

    public PublicationTests() => Directory.CreateDirectory(Shown);

    private string Shown => Path.Combine(_folder, "public");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_reader_never_finds_a_note_with_the_proof_of_another()
    {
        const int rounds = 300;
        Publish(0);
        var writing = Task.Run(() =>
        {
            for (var round = 1; round <= rounds; round++)
                Publish(round);
        }, TestContext.Current.CancellationToken);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            seen.Add(ByIndex());
            foreach (var note in Directory.GetFiles(Shown, Name + "*.note")) // as a copy of the folder reads it
                AssertPair(note);
        }
        while (!writing.IsCompleted);
        await writing;
        Assert.Equal($"{rounds}", ByIndex());
        Assert.True(seen.Count > 10, $"{seen.Count} were seen"); // it did read in between
    }

    [Fact]
    public void A_killed_publication_is_whole_or_not_there_and_the_next_one_goes_on()
    {
        Publish(1);
        File.WriteAllText(Path.Combine(Shown, Name + ".2.tlog-proof"), "half"); // killed between proof and note
        Assert.Equal("1", Newest());
        Publish(2);
        Assert.Equal("2", Newest());
        File.WriteAllText(Path.Combine(Shown, "index.txt"), Name + ".1\n"); // killed before the index
        Assert.Equal("1", ByIndex());
        Publication.Finish(_folder);
        Assert.Equal("2", ByIndex());
    }

    [Fact]
    public void The_pair_before_stays_a_while_and_then_goes_and_ten_comes_behind_nine()
    {
        for (var round = 1; round <= 10; round++)
            Publish(round);
        Assert.Equal("10", Newest());
        Assert.Equal(10, Directory.GetFiles(Shown, "*.note").Length);
        foreach (var note in Directory.GetFiles(Shown, "*.note"))
            File.SetLastWriteTimeUtc(note, File.GetLastWriteTimeUtc(note) - Publication.Kept - Publication.Kept);
        Publish(11);
        Assert.Equal(["10", "11"], Directory.GetFiles(Shown, "*.note").Select(File.ReadAllText).Order());
        Assert.Equal(2, Directory.GetFiles(Shown, "*.tlog-proof").Length);
    }

    [Fact]
    public void What_an_earlier_release_published_counts_until_the_next()
    {
        File.WriteAllText(Path.Combine(Shown, Name + ".note"), "0");
        File.WriteAllText(Path.Combine(Shown, Name + ".tlog-proof"), "0");
        File.WriteAllText(Path.Combine(Shown, Name + ".x.note"), "no number");
        File.WriteAllText(Path.Combine(Shown, Name + ".x.tlog-proof"), "no number");
        Assert.Equal("0", Newest());
        Publish(1);
        Assert.Equal("1", Newest());
    }

    private void Publish(int round)
    {
        var content = Encoding.ASCII.GetBytes($"{round}");
        Publication.Add(_folder, Name, content, content);
    }

    // As over a web server: one file names the pair.
    private string ByIndex()
    {
        var name = File.ReadAllText(Path.Combine(Shown, "index.txt")).TrimEnd('\n');
        return AssertPair(Path.Combine(Shown, name + ".note"));
    }

    private static string AssertPair(string path)
    {
        var note = File.ReadAllText(path);
        Assert.Equal(note, File.ReadAllText(Path.ChangeExtension(path, ".tlog-proof")));
        return note;
    }

    private string Newest()
    {
        LoggedNote pair = Publication.Newest(_folder, Name)!;
        Assert.Equal(pair.Note.ToArray(), pair.Proof.ToArray());
        return Encoding.ASCII.GetString(pair.Note.Span);
    }
}
