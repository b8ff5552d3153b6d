"""Words too light to name a theme by: said about anything, in any theme. Beyond the stop words of ``language``."""

from __future__ import annotations

LIGHT_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        """
        able absolutely actual actually add again ago allow almost already also always amp ask asked away awful bad back
        basically become begin believe best better big bit bring bunch call came can't cannot case certain change check
        choose clear clearly close come coming completely consider could couldn't couple course current currently day
        days deal decide definitely did didn't different disappointed do does doesn't doing don't done dont due early
        easily easy else end enough entire especially etc even ever every everyone everything exactly example excellent
        expect experience extra extremely fact fair far feel felt few figure final finally find fine first follow former
        forward found fully further gave get gets getting give given glad go goes going gone gonna good got great guess
        guy guys had half happen happened happy hard hardly haven't hear heard hello help helpful hey hi high hope hour
        hours however idea immediately important include instead issue it's item just keep kept kind knew know last
        later lead least leave left less let level like likely literally little long look looked looking lot lots love
        loved low made main make makes making many matter may maybe mean means mention mentioned might min mins minute
        minutes miss moment month months morning much must name near nearly need needed needs never new next nice night
        nobody none nope nothing notice now number occasionally odd of ok okay old once one only open option order
        other otherwise out outside over overall own part particular particularly past people perfect perhaps person
        place plan please plenty plus point poor possible pretty previous prior probably problem problems provide put
        quick quickly quite rather read ready real really reason reasonable receive received recent recently recommend
        regard regarding regular respond response result right said same saw say saying says second see seem seemed
        seems seen send sense sent serious set several shall should show similar simple simply since single situation
        slightly small smaller somebody someone something sometimes somewhat soon sorry sort speak start started still
        stop stuff such suggest sure surely take taken takes taking talk talking tell terrible than thank thanks that's
        thing things think third though thought time times today told tomorrow ton tonight took total totally touch
        towards tried true truly try trying turn turned two type understand unfortunately until update use used useful
        using usual usually various very via view wait waited waiting wanna want wanted wants was wasn't way week weeks
        well went weren't what's whatever whole will wish within without won't wonder wonderful wonderfully wont work
        worked working works world worse worst worth would wouldn't write wrong yeah year years yep yes yesterday yet
        ahead appreciate appreciated apparently attempt avoid crazy cool count fix fun hate hopefully job plz reply respond send share stay tall thru unacceptable upset ur yall you're horrible fantastic awesome amazing ridiculous nicely lovely super brilliant bloody lol omg
        """.split()
    ),
    "fi": frozenset(
        """
        aika aikaa aina ainakaan ainakin ainoa ainoastaan aivan alkaa alle alussa antaa antoi asia asiaa asian asiat
        edelleen edes ehkä eilen ekaks eli ennen ensi ensin erikoinen erittäin erä erään eteenpäin haluaa haluan
        haluaisin halusin heti hieman hirveä hirveän huomata huomasin huono huonosti hyvin hyvä hyvää hyvän ihan ihme
        ikinä ilman ilmeisesti iso itse ja jo johtua joka joku jokin joo joskus josta jotain jotenkin joten jäi jäädä
        jälkeen jälleen kaikki kaikkea kait kannata kans kanssa kautta kerta kertaa kerran kertoa kertoi kesken kiitos
        kiva kivasti koko koskaan kova kovin kuin kuitenkin kuulemma kuulla kyllä kysyin kysyy kysyä käydä kävi käy
        laittaa liian lisäksi lopulta luulla luulin mahdollinen mahtava melkein melko mennä meni menee menny mikään
        minkäänlainen minuutti minuuttia moni monta mukaan mukava muka muu muuten myös myöskin niin nopea nopeasti noin
        nyt näin näyttää odottaa odotti odotin oikein oikea oikeasti ok olevinaan oli ollut ongelma onneksi ottaa otti
        outo paha pakko paljon paras parempi pari pistää pitkä pitää pitäisi pitäs piti plus pois puoli päivä päivää
        päivän päästä saada saa sai saan saatu sain sama samaa sanoa sanoi sanottiin sellainen semmonen silti sinänsä
        sitten sit suoraan suuri syy tahtoa taas tapaus tehdä tekee tehty teki tietenkin tietää tiedä tietysti todella
        toinen toistaiseksi toivoa toivoisin toivottavasti tosi tulee tulla tuli tullut tunti tuntia tuntuu tuollainen
        tänään täysin tällä tämmönen uudestaan uudelleen uusi vaan vaikka vaikuttaa valmis vanha vasta varmaan varsin
        viedä viikko viikkoa viikon viimein viime viimeinen voida voi vois voisi vuosi vuotta vuoden yhtään yleensä yksi
        yli yrittää yritin yritetty yö käyttää alkuun ihmetellä kauan hetki viesti viestin viestiin tilanne kysymys
        samalla edellinen seuraava vastaus vastata lukea sano mieli mielestä asiakas asiakkaat asiakkaan asiakkaita
        """.split()
    ),
    "pl": frozenset(
        """
        akurat albo ale ani aż bardzo będzie bez bo był była było były być chce chcę chciał chciałbym chciałabym choć
        chyba ciągle cały całkiem całkowicie coś czas czasem czekać czekam czekałam czekałem czyli dalej dać dał dla
        dlaczego dni dnia dniach dobrze dobry dobra dobre dopiero dość dostać dostałam dostałem dostaje drugi dużo dwa
        dwie dzień dzisiaj dziś dziękuję efekt ogólnie fajny fajnie generalnie godzina godzin godziny godzinę gdy i ile
        im inny inna inne już jednak jeden jedna jedno jeszcze jak jakieś jakiś kazać kiedy każdy każda kilka klient
        klienci klientów klienta klientka klientki koniec końcu kolejny kolejna kolejne który która które lepiej lepszy
        ludzie mam mama ma mamy mieć miał miała mimo mnie może można mój moja moje mówi mówią mówić musi musiałam
        musiałem muszę my na nadal naprawdę nic nie niby nigdy niestety nikt no nowy nowa nowe od ok około okazało oraz
        ostatni ostatnio pan pana pani państwo parę pierwszy po pod podobno poprosić prosić proszę powiedzieć powiedział
        powiedziała potem pewno problem problemy przed przez przy prawie raz razem razy rok roku robić robi również
        rzecz są sam sama samo się sobie sprawa sprawę sprawie sprawy stary strasznie straszny super szkoda szybki
        szybko tak taki taka takie także tam ten ta to też tego tej tutaj tu tydzień tygodni tygodnia tygodnie trochę
        trzeba trzy tylko tym tyle w wciąż według wiadomo widać widzieć wiem wiedzieć więc większość wiele wreszcie
        wszystko wszystkie wszyscy w końcu wysłać wziąć z za zawsze zamiast zaraz ze znowu znów został została zostać
        zrobić żaden żadna żadnej żadnego że żeby chwila chwilę mało mały duży miesiąc miesiąca miesięcy minut minuty
        minuta pytać pytają pytanie odpowiedź oczywiście polecać polecam tragedia masakra dramat sytuacja sytuację
        podać pisać piszę napisałam napisałem powinien powinno dodatkowo dokładnie naprawde niz jakis cos ktos
        """.split()
    ),
}
