using System.Text;
using VioActors.Actors.Lpar.Qemu.Qmp;

namespace VioActors.Actors.Tests.Lpar.Qemu;

/// <summary>What a monitor says is not trusted: it runs a guest.</summary>
public sealed class QmpMessageTests
{
    [Fact]
    [Trait("Req", "NPV-12")]
    public void WhatAMonitorSays_IsRead()
    {
        Assert.IsType<QmpMessage.Greeting>(Parse("""{"QMP": {"version": {}, "capabilities": ["oob"]}}"""));
        Assert.Equal(new QmpMessage.Answer(7, null, null), Parse("""{"return": {}, "id": 7}"""));
        Assert.Equal(
            new QmpMessage.Answer(8, null, "io-error"), Parse("""{"return": {"status": "io-error", "running": false}, "id": 8}"""));
        Assert.Equal(
            new QmpMessage.Answer(9, "not so", null), Parse("""{"id": 9, "error": {"class": "GenericError", "desc": "not so"}}"""));
        Assert.Equal(
            new QmpMessage.Event("STOP", null),
            Parse("""{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP"}"""));
        Assert.Equal(
            new QmpMessage.Event("BLOCK_IO_ERROR", new BlockIoError("stop", "disk0", "write", "Input/output error")),
            Parse("""
                {"event": "BLOCK_IO_ERROR", "data": {"device": "", "nospace": false, "node-name": "disk0",
                "reason": "Input/output error", "operation": "write", "action": "stop"}}
                """));
    }

    [Theory]
    [Trait("Req", "NPV-12")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"event\": 7}")]
    [InlineData("{\"event\": {\"event\": \"STOP\"}}")]
    [InlineData("{\"return\": {}")]
    [InlineData("QMP")]
    public void WhatIsNoMessage_IsRefused(string line) => Assert.Throws<QmpException>(() => Parse(line));

    [Fact]
    public void OddOnes_AreReadAsFarAsTheyGo()
    {
        Assert.Equal(new QmpMessage.Answer(null, null, null), Parse("""{"return": [], "id": "text"}"""));
        Assert.Equal(new QmpMessage.Answer(null, "an error without a description", null), Parse("""{"error": 1, "id": 1e400}"""));
        Assert.Equal(new QmpMessage.Event("BLOCK_IO_ERROR", null), Parse("""{"event": "BLOCK_IO_ERROR", "data": {"action": 1}}"""));
        Assert.Equal(500, Assert.IsType<QmpMessage.Event>(Parse($"{{\"event\": \"{new string('A', 9000)}\"}}")).Name.Length);
        Assert.Throws<QmpException>(() => Parse($"{{\"return\": {new string('[', 40)}{new string(']', 40)}}}"));
    }

    private static QmpMessage Parse(string line) => QmpMessage.Parse(Encoding.UTF8.GetBytes(line));
}
