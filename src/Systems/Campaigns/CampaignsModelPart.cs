using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Campaigns;

/// <summary>The tables of the system in the operations store.</summary>
public sealed class CampaignsModelPart : IModelPart
{
    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<Campaign>(campaign =>
        {
            campaign.ToTable("Campaigns");
            campaign.Property(c => c.Id).ValueGeneratedNever();
            campaign.HasIndex(c => new { c.State, c.From });
            campaign.HasMany(c => c.Districts).WithOne().HasForeignKey(d => d.CampaignId);
            campaign.HasMany(c => c.Banks).WithOne().HasForeignKey(b => b.CampaignId);
            campaign.HasMany(c => c.Targets).WithOne().HasForeignKey(t => t.CampaignId);
            campaign.Navigation(c => c.Districts).UsePropertyAccessMode(PropertyAccessMode.Field);
            campaign.Navigation(c => c.Banks).UsePropertyAccessMode(PropertyAccessMode.Field);
            campaign.Navigation(c => c.Targets).UsePropertyAccessMode(PropertyAccessMode.Field);
        });
        model.Entity<CampaignDistrict>().ToTable("CampaignDistricts")
            .HasKey(d => new { d.CampaignId, d.DistrictCode });
        model.Entity<CampaignBank>().ToTable("CampaignBanks").HasKey(b => new { b.CampaignId, b.BankId });
        model.Entity<CampaignBank>().HasIndex(b => b.BankId);
        model.Entity<CampaignTarget>().ToTable("CampaignTargets")
            .HasKey(t => new { t.CampaignId, t.Measure, t.From });
        model.Entity<CampaignStep>(step =>
        {
            step.ToTable("CampaignSteps");
            step.Property(s => s.Id).ValueGeneratedNever();
            step.HasIndex(s => s.CampaignId);
        });
        ConfigureEvents(model);
    }

    private static void ConfigureEvents(ModelBuilder model)
    {
        model.Entity<CampaignEvent>(one =>
        {
            one.ToTable("CampaignEvents");
            one.Property(e => e.Id).ValueGeneratedNever();
            one.HasIndex(e => new { e.CampaignId, e.On });
            one.HasMany(e => e.Hosts).WithOne().HasForeignKey(h => h.EventId);
            one.Navigation(e => e.Hosts).UsePropertyAccessMode(PropertyAccessMode.Field);
        });
        model.Entity<EventHost>().ToTable("CampaignEventHosts").HasKey(h => new { h.EventId, h.BankId });
        model.Entity<CampaignContact>(contact =>
        {
            contact.ToTable("CampaignContacts");
            contact.Property(c => c.Id).ValueGeneratedNever();
            contact.HasIndex(c => new { c.EventId, c.PartyKey, c.BankId }).IsUnique();
            contact.HasIndex(c => new { c.CampaignId, c.BankId });
            contact.HasIndex(c => c.PartyKey);
            contact.HasIndex(c => new { c.BankId, c.On });
            contact.HasIndex(c => new { c.DistrictCode, c.On });
        });
        model.Entity<CampaignImport>(import =>
        {
            import.ToTable("CampaignImports");
            import.Property(i => i.Id).ValueGeneratedNever();
            import.HasIndex(i => i.EventId);
        });
    }
}
