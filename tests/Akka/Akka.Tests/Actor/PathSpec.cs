using Akka.Actor;

namespace Akka.Tests.Actor;

public sealed class PathSpec
{
    [Theory]
    [InlineData("akka://sys/user/a/b")]
    [InlineData("akka://sys/")]
    [InlineData("akka.tcp://sys@host:2552/user/a")]
    [InlineData("akka.tcp://sys@[::1]:80/user")]
    public void Text_and_path_are_the_same_thing(string text) => Assert.Equal(text, ActorPath.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("user/a")]
    [InlineData("http://sys/user")]
    [InlineData("akka://")]
    [InlineData("akka.tcp://sys@host/user")]
    [InlineData("akka.tcp://sys@host:99999/user")]
    [InlineData("akka.tcp://@host:1/user")]
    [InlineData("akka://sys/user/a#b")]
    public void What_is_no_path_is_refused(string text)
    {
        Assert.False(ActorPath.TryParse(text, out _));
        Assert.Throws<UriFormatException>(() => ActorPath.Parse(text));
    }

    [Fact]
    public void A_uid_is_read_and_written_but_does_not_count_for_equality()
    {
        var path = ActorPath.Parse("akka://sys/user/a#42");
        Assert.Equal(42, path.Uid);
        Assert.Equal("akka://sys/user/a", path.ToString());
        Assert.Equal("akka://sys/user/a#42", path.ToSerializationFormat());
        Assert.Equal(path, path.WithUid(7));
        Assert.Equal(path.GetHashCode(), path.WithUid(7).GetHashCode());
    }

    [Fact]
    public void A_local_path_takes_the_address_it_is_seen_through_a_remote_one_keeps_its_own()
    {
        var outside = Address.Parse("akka.tcp://sys@here:1");
        Assert.Equal("akka.tcp://sys@here:1/user/a", ActorPath.Parse("akka://sys/user/a").ToStringWithAddress(outside));
        Assert.Equal("akka.tcp://sys@there:2/user/a", ActorPath.Parse("akka.tcp://sys@there:2/user/a").ToStringWithAddress(outside));
    }

    [Fact]
    public void Parts_of_a_path()
    {
        var path = ActorPath.Parse("akka://sys/user/a/b");
        Assert.Equal(["user", "a", "b"], path.Elements);
        Assert.Equal(3, path.Depth);
        Assert.Equal("a", path.Parent.Name);
        Assert.Equal("akka://sys/user", path.ParentOf(1).ToString());
        Assert.Equal("akka://sys/user/a", path.ParentOf(-1).ToString());
        Assert.Equal(path, path.Root / "user" / "a" / "b");
        Assert.Equal("/user/a/b", path.ToStringWithoutAddress());
    }

    [Fact]
    public void A_path_of_hostile_depth_is_refused() =>
        Assert.False(ActorPath.TryParse("akka://sys" + string.Concat(Enumerable.Repeat("/a", 100_000)), out _));

    [Theory]
    [InlineData("abc", true)]
    [InlineData("a-b_c.d%20e", true)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a%", false)]
    [InlineData("$x", false)]
    [InlineData("", false)]
    public void Names(string name, bool valid) => Assert.Equal(valid, ActorPath.IsValidPathElement(name));
}
