namespace Petabridge.Cmd.Tests;

public sealed class DefinitionTests
{
    [Fact]
    public void A_definition_keeps_what_was_built()
    {
        var write = new CommandDefinitionBuilder()
            .WithName("write")
            .WithDescription("Writes a message.")
            .WithArgument(b => b.WithName("message").IsMandatory(true).WithSwitch("-m").WithSwitch("-M").WithDescription("the text"))
            .WithArgument(b => b.WithName("since").WithSwitch("-s").WithDefaultValues("5m"))
            .Build();

        Assert.Equal("write", write.Name);
        Assert.Equal("Writes a message.", write.Description);
        Assert.Equal(["message", "since"], write.Arguments.Select(a => a.Name));
        var message = write.ArgumentsByName["message"];
        Assert.True(message.IsMandatory);
        Assert.Equal(["-m", "-M"], message.Switch);
        Assert.Equal("the text", message.Description);
        Assert.Equal(["5m"], write.ArgumentsByName["since"].DefaultValues);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("quo\"te")]
    [InlineData("a>b")]
    [InlineData("bell\a")]
    public void A_name_that_needs_quotes_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => new CommandDefinitionBuilder().WithName(name));
        Assert.Throws<ArgumentException>(() => new CommandPalette(name, []));
        Assert.Throws<ArgumentException>(() => new CommandDefinitionBuilder().WithArgument(b => b.WithName(name)));
    }

    [Theory]
    [InlineData("m")]
    [InlineData("-")]
    [InlineData("-m=")]
    public void A_switch_without_a_dash_or_with_an_equals_sign_is_refused(string typed) =>
        Assert.Throws<ArgumentException>(() => new CommandArgumentBuilder().WithSwitch(typed));

    [Fact]
    public void Ambiguous_definitions_are_refused()
    {
        var named = new CommandDefinitionBuilder().WithName("x").WithArgument(b => b.WithName("a").WithSwitch("-a"));

        Assert.Contains("[a]", Assert.Throws<ArgumentException>(() => named.WithArgument(b => b.WithName("a").WithSwitch("-b"))).Message);
        Assert.Contains("[-a]", Assert.Throws<ArgumentException>(() => named.WithArgument(b => b.WithName("b").WithSwitch("-a"))).Message);
        Assert.Throws<ArgumentException>(() => named.WithArgument(b => b.WithName("c")));
        Assert.Throws<ArgumentException>(() => new CommandDefinitionBuilder().Build());
        var x = named.Build();
        Assert.Contains("[x]", Assert.Throws<ArgumentException>(() => new CommandPalette("m", [x, x])).Message);
    }

    [Fact]
    public void An_error_is_always_the_final_response()
    {
        Assert.True(new ErroredCommandResponse("no").Final);
        Assert.True(new CommandResponse("yes").Final);
        Assert.False(new CommandResponse("more", false).Final);
    }
}
