/// NTP
module wirelab.ntp {
    requires transitive wirelab.kit;

    exports wirelab.ntp;
}
