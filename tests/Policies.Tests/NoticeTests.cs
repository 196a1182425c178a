using Xunit;

namespace Huoshui.Policies.Tests;

/// <summary>notices.yaml: kinds of notices are checked when a pack is loaded.</summary>
public sealed class NoticeTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-notice-packs-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_kind_has_words_urgency_and_roles()
    {
        var kind = Assert.Single(Load("kinds: {visits.new: {title: {zh: 新, en: new}, urgent: true, for: [analyst]}}").Packs[0].Notices);
        Assert.Equal(("visits.new", "新", true), (kind.Code, kind.Title.Zh, kind.IsUrgent));
        Assert.Equal(["analyst"], kind.For);
    }

    [Theory]
    [InlineData("kinds: {Visits: {title: {zh: 新, en: new}, for: [analyst]}}", PackCodes.WrongShape)]
    [InlineData("kinds: {visits.new: {title: {zh: 新, en: new}, for: [nobody]}}", PackCodes.UnknownReference)]
    [InlineData("kinds: {visits.new: {title: {zh: 新, en: new}}}", PackCodes.MissingKey)]
    [InlineData("kinds: {visits.new: {for: [analyst]}}", PackCodes.MissingKey)]
    [InlineData("kinds: {visits.new: {title: {zh: 新, en: new}, urgnt: true, for: [analyst]}}", PackCodes.UnknownKey)]
    [InlineData("kinds: {visits.new: {title: {zh: 新, en: new}, urgent: soon, for: [analyst]}}", PackCodes.WrongShape)]
    [InlineData("kind: {}", PackCodes.UnknownKey)]
    [InlineData("kinds: [", PackCodes.YamlSyntax)]
    public void What_is_wrong_is_told_with_its_file(string yaml, string code)
    {
        var library = Load(yaml);
        Assert.Contains(library.Diagnostics, d => d.Code == code
            && d.Source?.Name == "policies/a/notices.yaml");
        Assert.Empty(library.Packs);
    }

    [Fact]
    public void Two_packs_do_not_declare_one_kind()
    {
        const string Yaml = "kinds: {visits.new: {title: {zh: 新, en: new}, for: [analyst]}}";
        Write("b", Yaml);
        Assert.Contains(Load(Yaml).Diagnostics, d => d.Code == PackCodes.DuplicateId);
    }

    private PolicyLibrary Load(string notices)
    {
        Write("a", notices);
        File.WriteAllText(Path.Combine(_root.FullName, "systems.yaml"), "{}\n");
        return PolicyLibrary.Load(_root.FullName, ModelLoading.WhenAsked);
    }

    private void Write(string id, string notices)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root.FullName, id)).FullName;
        File.WriteAllText(Path.Combine(folder, "pack.yaml"), $$"""
            id: {{id}}
            title: {zh: "包", en: "pack"}
            owner: {zh: "处", en: "division"}
            legal_basis: [{zh: "示例", en: "illustrative"}]
            effective: {from: 2024-01-01}
            leaves_out: {zh: "无", en: "nothing"}
            """);
        File.WriteAllText(Path.Combine(folder, "README.md"), "# 包\n");
        File.WriteAllText(Path.Combine(folder, "notices.yaml"), notices);
    }
}
