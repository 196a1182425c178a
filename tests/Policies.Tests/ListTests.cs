using Huoshui.Policies.Lists;
using Xunit;

namespace Huoshui.Policies.Tests;

/// <summary>list.yaml: what a pack says of a list is checked when it is loaded.</summary>
public sealed class ListTests
{
    private static readonly string Good = File.ReadAllText(
        Path.Combine(PolicyFolder.Find(), "inclusive", "firstloanlist", "list.yaml"));

    [Fact]
    public void A_list_tells_its_rule_days_roles_codes_and_what_is_public()
    {
        using var folder = new ListFolder();
        var list = folder.Load(Good).Pack("inclusive/firstloanlist")!.List!;
        Assert.Equal(("firstloan", ListPeriod.Year, true), (list.Id, list.Period, list.IsUsci));
        Assert.Equal((ListShow.Clear, ListShow.Masked), (list.Public.Name, list.Public.Key));
        Assert.Equal(["approver"], list.Who[ListAct.Publish]);
        Assert.Equal("strike", list.ObjectionKinds.Find("borrowed")!.Fields["effect"]);
        Assert.True(list.AnswerReasons.Find("proven")!.Is("upheld"));
    }

    [Theory]
    [InlineData("id: firstloan", "id: First-Loan", "PAK1013")]
    [InlineData("period: year", "period: decade", "PAK1013")]
    [InlineData("output: outcome", "output: result", "PAK1009")]
    [InlineData("listed: [listed]", "listed: [accepted]", "PAK1009")]
    [InlineData("listed: [listed]", "listed: []", "PAK1003")]
    [InlineData("facts: [district]", "facts: [phone]", "PAK1009")]
    [InlineData("publicity: publicity_days", "publicity: days", "PAK1009")]
    [InlineData("publicity: publicity_days", "public: publicity_days", "PAK1002")]
    [InlineData("build: [analyst]", "build: [clerk]", "PAK1009")]
    [InlineData("publish: [approver]", "publish: []", "PAK1003")]
    [InlineData("effect: strike}\n    unwilling", "effect: remove}\n    unwilling", "PAK1013")]
    [InlineData("upheld: true}\n    wish", "upheld: maybe}\n    wish", "PAK1013")]
    [InlineData("name: clear", "name: all", "PAK1013")]
    public void A_wrong_list_refuses_its_pack(string before, string after, string code)
    {
        Assert.Contains(before, Good, StringComparison.Ordinal);
        using var folder = new ListFolder();
        var library = folder.Load(Good.Replace(before, after, StringComparison.Ordinal));
        Assert.Contains(library.Diagnostics, d => d.Code == code && d.Source?.Name.EndsWith("list.yaml", StringComparison.Ordinal) == true);
        Assert.Null(library.Pack("inclusive/firstloanlist"));
    }

    [Fact]
    public void The_parameters_that_hold_the_days_of_a_list_are_read()
    {
        using var folder = new ListFolder();
        var library = folder.Load(Good);
        Assert.DoesNotContain(PackCheck.Run(library, library.Pack("inclusive/firstloanlist")!), d => d.Code == "PAK1029");
    }

    [Fact]
    public void Two_packs_cannot_have_lists_of_one_id()
    {
        using var folder = new ListFolder();
        folder.Copy("inclusive/firstloanlist", "inclusive/other", "id: inclusive/firstloanlist", "id: inclusive/other");
        var library = folder.Load(Good);
        Assert.Contains(library.Diagnostics, d => d.Code == "PAK1008");
        Assert.Single(library.Packs, p => p.List is not null);
    }

    private sealed class ListFolder : IDisposable
    {
        private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-list-");

        public ListFolder()
        {
            File.WriteAllText(Path.Combine(_root.FullName, "systems.yaml"), "{}\n");
            Copy("inclusive/firstloanlist", "inclusive/firstloanlist", "", "");
        }

        public void Copy(string pack, string to, string before, string after)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_root.FullName, to)).FullName;
            foreach (var file in Directory.EnumerateFiles(Path.Combine(PolicyFolder.Find(), pack)))
            {
                var text = File.ReadAllText(file);
                File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), before.Length == 0 ? text : text.Replace(before, after, StringComparison.Ordinal));
            }
        }

        public PolicyLibrary Load(string list)
        {
            File.WriteAllText(Path.Combine(_root.FullName, "inclusive/firstloanlist/list.yaml"), list);
            return PolicyLibrary.Load(_root.FullName);
        }

        public void Dispose() => _root.Delete(recursive: true);
    }
}
