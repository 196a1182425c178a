using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Notices;

/// <summary>The tables of notices in the operations store.</summary>
public sealed class NoticesPart : IModelPart
{
    private const int LongestWord = 60;
    private const int LongestAudience = 200;

    /// <inheritdoc />
    public void Configure(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<Notice>(notice =>
        {
            notice.ToTable("Notices").HasKey(n => n.Sequence);
            notice.Property(n => n.Sequence).ValueGeneratedNever();
            notice.Property(n => n.Kind).HasMaxLength(LongestWord);
            notice.Property(n => n.Audience).HasMaxLength(LongestAudience);
            notice.Property(n => n.Key).HasMaxLength(NoticeDraft.LongestKey);
            notice.HasIndex(n => new { n.Audience, n.Sequence });
            notice.HasIndex(n => new { n.Audience, n.Kind, n.Key }).IsUnique();
            notice.HasIndex(n => n.At);
            notice.HasIndex(n => new { n.IsUrgent, n.Sequence });
        });
        model.Entity<NoticeReader>().ToTable("NoticeReaders").HasKey(r => r.Account);
        model.Entity<NoticeMark>().ToTable("NoticeMarks").HasKey(m => new { m.Account, m.Sequence });
        model.Entity<NoticeStanding>().ToTable("NoticeStandings").HasKey(s => new { s.Account, s.Kind });
        model.Entity<NoticeChoice>().ToTable("NoticeChoices").HasKey(c => new { c.Account, c.Channel, c.Kind });
        model.Entity<NoticeChannel>(channel =>
        {
            channel.ToTable("NoticeChannels").HasKey(c => new { c.Account, c.Kind });
            channel.Property(c => c.State).HasConversion<string>().HasMaxLength(LongestWord);
            channel.HasIndex(c => new { c.State, c.NextAt });
            channel.HasIndex(c => new { c.State, c.UrgentAfter });
        });
        model.Entity<NoticeDelivery>(delivery =>
        {
            delivery.ToTable("NoticeDeliveries");
            delivery.Property(d => d.Id).ValueGeneratedNever();
            delivery.Property(d => d.State).HasConversion<string>().HasMaxLength(LongestWord);
            delivery.Property(d => d.Purpose).HasConversion<string>().HasMaxLength(LongestWord);
            delivery.HasIndex(d => d.Key).IsUnique();
            delivery.HasIndex(d => new { d.State, d.DueAt });
            delivery.HasIndex(d => new { d.Account, d.Channel, d.Purpose, d.CreatedAt });
        });
    }
}
