using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;

namespace VioActors.Actors.Tests.Aggregates;

public class CommandBatchTests
{
    [Fact]
    public void Commands_of_one_batch_see_each_other_and_are_answered_in_order()
    {
        var batch = New();

        batch.Take(new Add(1), "a");
        batch.Take(new Add(2), "b");
        var closed = batch.Close();

        Assert.Equal([new Added(1), new Added(2)], closed.Events);
        Assert.Equal([("a", new NoOp("1")), ("b", (IReply)new NoOp("3"))], closed.Answers);
        Assert.Equal(3, batch.State);
        Assert.Empty(batch.Close().Events);
    }

    [Fact]
    public void A_command_that_waits_is_answered_after_a_completion_that_suffices()
    {
        var batch = New();
        batch.Take(new AwaitSum(10), "patient");
        batch.Take(new Add(10), "other");
        Assert.Equal(["other"], batch.Close().Answers.Select(answer => answer.Sender));

        batch.Take(new Filled(1), "self");

        Assert.Equal(["self", "patient"], batch.Close().Answers.Select(answer => answer.Sender));
        Assert.Equal(0, batch.WaitingCount);
    }

    [Fact]
    public void A_command_that_goes_on_waiting_for_the_same_runs_its_effect_once()
    {
        var batch = New();

        batch.Take(new AwaitSum(10), "patient");
        batch.Take(new Filled(1), "self");

        Assert.Equal([new Fetch(10)], batch.Close().Effects);
        Assert.Equal(1, batch.WaitingCount);
    }

    [Fact]
    public void A_resolution_answers_all_who_wait_for_its_key()
    {
        var batch = New();
        batch.Take(new AwaitSum(10), "a");
        batch.Take(new AwaitSum(10), "b");
        batch.Take(new AwaitSum(11), "c");

        batch.Take(new Refused(10), "self");

        var answers = batch.Close().Answers;
        Assert.Equal(["a", "b", "self"], answers.Select(answer => answer.Sender).Order());
        Assert.Equal(2, answers.Count(answer => answer.Reply is Rejected));
        Assert.Equal(1, batch.WaitingCount);
    }

    [Fact]
    public void More_than_may_wait_are_refused_as_busy_and_change_nothing()
    {
        var batch = New(waitingMax: 1);
        batch.Take(new AwaitSum(10), "a");

        batch.Take(new AwaitSum(11), "b");

        var closed = batch.Close();
        Assert.Equal(RejectionCode.Busy, Assert.IsType<Rejected>(Assert.Single(closed.Answers).Reply).Code);
        Assert.Equal([new Fetch(10)], closed.Effects);
    }

    private static CommandBatch<int, ICommand, Added, string> New(int waitingMax = 100) =>
        new(0, Decide, (state, @event) => state + @event.Number, waitingMax);

    private static Decision<Added> Decide(int state, ICommand command) => command switch
    {
        Add add => Decision.Accept(new NoOp($"{state + add.Number}"), new Added(add.Number)),
        AwaitSum wait when state >= wait.Sum => Decision.Answer<Added>(Ok.Instance),
        AwaitSum wait => Decision.Wait<Added>($"sum {wait.Sum}", new Fetch(wait.Sum)),
        Filled filled => Decision.Accept(Ok.Instance, new Added(filled.Number)),
        Refused refused => Decision.Answer<Added>(Ok.Instance)
            .Resolving($"sum {refused.Sum}", new Rejected(RejectionCode.SpaceExhausted, "No more.")),
        _ => throw new InvalidOperationException(),
    };

    private sealed record Add(int Number) : ICommand;

    private sealed record AwaitSum(int Sum) : ICommand;

    private sealed record Filled(int Number) : ICompletion;

    private sealed record Refused(int Sum) : ICompletion;

    private sealed record Added(int Number) : IEvent;

    private sealed record Fetch(int Sum) : IEffect;
}
