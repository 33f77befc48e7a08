using VioActors.Management.View;

namespace VioActors.Management.Tests.View;

public sealed class ReadProgressTests
{
    private static readonly ViewSource Pool = new(ViewSourceKind.Pool, "p");
    private static readonly ViewSource Lu = new(ViewSourceKind.Lu, "l");

    private readonly ReadProgress _progress = new(runningMax: 2);

    [Fact]
    public void A_question_waits_for_the_changes_before_it_and_for_what_they_lead_to()
    {
        _progress.Change(Pool);
        var question = _progress.LastTicket;
        Assert.True(_progress.TryBegin(out var first));
        _progress.Change(ViewSource.Cluster);

        var ticket = _progress.End(first);
        _progress.Discover(Lu, ticket!.Value);
        _progress.Close(ticket.Value);

        Finish(ViewSource.Cluster);
        Assert.False(_progress.IsDone(question));
        Finish(Lu);
        Assert.True(_progress.IsDone(question));
        Assert.True(_progress.IsIdle);
    }

    [Fact]
    public void A_change_during_a_read_is_read_again()
    {
        _progress.Change(Pool);
        Assert.True(_progress.TryBegin(out _));
        _progress.Change(Pool);
        var question = _progress.LastTicket;

        Assert.False(_progress.TryBegin(out _));
        _progress.Close(_progress.End(Pool)!.Value);

        Assert.False(_progress.IsDone(question));
        Finish(Pool);
        Assert.True(_progress.IsDone(question));
    }

    [Fact]
    public void Changes_before_the_read_begins_are_read_once()
    {
        _progress.Change(Pool);
        _progress.Change(Pool);
        Finish(Pool);

        Assert.True(_progress.IsIdle);
        Assert.False(_progress.TryBegin(out _));
    }

    [Fact]
    public void What_is_found_out_early_counts_for_the_earlier_question()
    {
        _progress.Change(Pool);
        var question = _progress.LastTicket;
        Assert.True(_progress.TryBegin(out _));
        _progress.Change(Lu);

        var ticket = _progress.End(Pool)!.Value;
        _progress.Discover(Lu, ticket);
        _progress.Close(ticket);

        Assert.False(_progress.IsDone(question));
        Finish(Lu);
        Assert.True(_progress.IsDone(question));
        Assert.True(_progress.IsIdle);
    }

    [Fact]
    public void Only_so_many_reads_run_at_once()
    {
        _progress.Change(Pool);
        _progress.Change(Lu);
        _progress.Change(ViewSource.Cluster);

        Assert.True(_progress.TryBegin(out _));
        Assert.True(_progress.TryBegin(out _));
        Assert.False(_progress.TryBegin(out _));
        _progress.Close(_progress.End(Pool)!.Value);
        Assert.True(_progress.TryBegin(out var third));
        Assert.Equal(ViewSource.Cluster, third);
        Assert.Null(_progress.End(Pool));
    }

    private void Finish(ViewSource expected)
    {
        Assert.True(_progress.TryBegin(out var source));
        Assert.Equal(expected, source);
        _progress.Close(_progress.End(source)!.Value);
    }
}
