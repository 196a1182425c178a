using System.Security.Claims;
using Xunit;

namespace Huoshui.Registry.Tests;

public sealed class ViewerTests
{
    private static readonly IQueryable<Institution> Rows =
        new[] { new Institution { Id = "B0001" }, new Institution { Id = "B0002" } }.AsQueryable();

    [Fact]
    public void The_regulator_sees_every_institution() =>
        Assert.Equal(2, Rows.SeenBy(Of(null, Roles.Analyst), i => i.Id).Count());

    [Fact]
    public void An_institution_sees_its_own_rows_only() =>
        Assert.Equal(["B0002"], Rows.SeenBy(Of("B0002", Roles.Preparer), i => i.Id).Select(i => i.Id));

    [Fact]
    public void The_public_sees_none() => Assert.Empty(Rows.SeenBy(Viewer.Public, i => i.Id));

    [Theory]
    [InlineData(Roles.SystemAdministrator)]
    [InlineData(Roles.SecurityAdministrator)]
    [InlineData(Roles.AuditAdministrator)]
    public void Administrators_see_no_business_data(string role) => Assert.Empty(Rows.SeenBy(Of(null, role), i => i.Id));

    [Fact]
    public void A_regulators_role_does_not_open_other_institutions_to_an_account_of_one() =>
        Assert.Equal(["B0001"], Rows.SeenBy(Of("B0001", Roles.Analyst), i => i.Id).Select(i => i.Id));

    [Fact]
    public void The_field_class_opens_the_own_institution_only()
    {
        var viewer = new Viewer("x", new HashSet<string> { Roles.Preparer }, "B0001", SeesClear: true);
        Assert.Equal((true, false), (viewer.SeesClearOf("B0001"), viewer.SeesClearOf("B0002")));
    }

    [Fact]
    public void The_regulator_sees_masks_by_default() => Assert.False(Viewer.Operator("root").SeesClearOf("B0001"));

    [Fact]
    public void Claims_make_the_viewer()
    {
        var viewer = Viewer.From(Principal(
            new Claim(ClaimTypes.Name, "wang"), new Claim(ClaimTypes.Role, Roles.Preparer),
            new Claim(Viewer.InstitutionClaim, "B0001"), new Claim(Viewer.SeesClearClaim, "true")));
        Assert.Equal(("wang", "B0001", true), (viewer.AccountName, viewer.InstitutionId, viewer.SeesClear));
        Assert.True(viewer.Is(Roles.Preparer));
    }

    [Fact]
    public void A_claim_cannot_make_an_operator() =>
        Assert.False(Viewer.From(Principal(new Claim(ClaimTypes.Name, "x"), new Claim(ClaimTypes.Role, Roles.Operator))).IsRegulator);

    [Fact]
    public void Who_is_not_signed_in_is_the_public() =>
        Assert.Same(Viewer.Public, Viewer.From(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "x")]))));

    private static ClaimsPrincipal Principal(params Claim[] claims) => new(new ClaimsIdentity(claims, "test"));

    private static Viewer Of(string? institution, string role) =>
        new("x", new HashSet<string> { role }, institution, SeesClear: false);
}
