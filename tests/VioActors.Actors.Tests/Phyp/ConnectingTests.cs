using VioActors.Actors.Phyp;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>A client adapter that connects is told how that went, whatever comes in between.</summary>
public sealed class ConnectingTests : PlayedPartitions
{
    [Fact]
    [Trait("Req", "RED-4")]
    public void APathThatIsLostBeforeItIsToldThatItWasMade_IsRefused_AndMadeAnew()
    {
        Start(PhypSettings.Default);
        Port.LosesLogins = true;
        Phyp.Tell(new RegisterCrq(Client, Pair.ClientSlot), Lpar.Ref);
        Assert.Equal(Pair.ClientSlot, Lpar.ExpectMsg<CrqRefused>().Slot);
        Assert.Equal((1, 1), (Port.LoginCount, Port.CloseCount));

        Port.LosesLogins = false;
        Phyp.Tell(new RegisterCrq(Client, Pair.ClientSlot), Lpar.Ref);
        Assert.Equal(Pair.ClientSlot, Lpar.ExpectMsg<CrqRegistered>().Slot);
        Assert.Equal((2, 1), (Port.LoginCount, Port.CloseCount));
    }
}
